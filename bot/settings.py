"""What can an operator set? The environment (`TALKS_…`) and, in development, a file `.env`."""

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, TypeVar

import platformdirs
from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot import zones
from bot.bootstrap import SEEDS
from bot.standing import Standing, StandingError, standing
from bot.zones import UnknownZoneError
from index.errors import TalksError

_PREFIX, _FILE = "TALKS_", ".env"
# What Kubernetes sets in every container of a namespace with a service called "talks".
_KUBERNETES = re.compile(r"TALKS_(PORT|SERVICE)(_.*)?")
_TELEGRAM = "https://api.telegram.org"


S = TypeVar("S", bound="StoreSettings")


class SettingsError(TalksError):
    """Settings that the bot can't start with; ``problems`` has a line for each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("the settings can't be used:\n" + "\n".join(f"  {problem}" for problem in problems))


def _token(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", value.get_secret_value()):
        raise ValueError("not a token; it looks like 123456:ABC-DEF")
    return value


def _secret(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", value.get_secret_value()):
        raise ValueError("16 to 256 letters, digits, _ or -")
    return value


def _address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", value):
        raise ValueError("not an address; it begins with https:// or http://")
    return value.rstrip("/")


def _database(value: SecretStr) -> SecretStr:
    user, host, query = r"[^\s@/:?#]+(:[^\s@/:?#]*)?", r"[^\s@/?#]*", r"[^\s@#]*"
    if not re.fullmatch(
        rf"postgres(ql)?://({user}@)?{host}/[^\s@/?#]+(\?{query})?", value.get_secret_value()
    ):
        raise ValueError(
            "not an address of PostgreSQL; it looks like postgresql://user:password@host/name, "
            "with % and two digits for what else is in the password, as %40 for @"
        )
    return value


def _people(value: object) -> object:
    numbers = str(value).replace(",", " ").split() if isinstance(value, str) else value
    if isinstance(numbers, list) and not all(re.fullmatch(r"[0-9]{1,16}", number) for number in numbers):
        raise ValueError("give numbers of people in Telegram, separated by commas, such as 123456789")
    return numbers


def _rate(value: float) -> float:
    if 0 < value < 1:
        raise ValueError("0, or 1 and more")
    return value


def _zone(value: str) -> str:
    try:
        return zones.named(value)
    except UnknownZoneError as error:
        raise ValueError(str(error)) from error


def _standing(value: str | tuple[Standing, ...]) -> tuple[Standing, ...]:
    if isinstance(value, tuple):  # the default
        return value
    problems = []
    for one in value.split(";"):
        try:
            standing(one)
        except StandingError as error:
            problems.append(str(error))
    try:
        return standing(value)  # all together, as one may be named twice
    except StandingError as error:
        raise ValueError("; ".join(problems or [str(error)])) from error


Address = Annotated[str, AfterValidator(_address)]


class StoreSettings(BaseSettings):
    """The settings of commands that need only what the bot keeps."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_file=_FILE, env_ignore_empty=True, extra="ignore", allow_inf_nan=False
    )

    data: Path = Field(
        default=platformdirs.user_data_path("talks"),
        description="folder for what it keeps",
    )
    database_url: Annotated[SecretStr, AfterValidator(_database)] | None = Field(
        default=None, description="PostgreSQL to keep it in; else a file in that folder"
    )

    @property
    def database(self) -> str | None:
        """The address of PostgreSQL, password and all."""
        return self.database_url.get_secret_value() if self.database_url else None

    def contradictions(self) -> list[str]:
        """What is wrong with settings that are right one by one."""
        return []


class Settings(StoreSettings):
    """The settings of `talks run`; each is the environment's ``TALKS_`` and its name."""

    token: Annotated[SecretStr, AfterValidator(_token)] = Field(
        description="the bot's token, from @BotFather"
    )
    articles: Path = Field(default=SEEDS, description="folder with the articles")
    admins: Annotated[frozenset[int], NoDecode, BeforeValidator(_people)] = Field(
        default=frozenset(), description="numbers of the people who may add articles"
    )
    api_url: Address = Field(default=_TELEGRAM, description="where Telegram's Bot API is")
    webhook_url: Address | None = Field(default=None, description="public address of a webhook; else polling")
    webhook_secret: Annotated[SecretStr, AfterValidator(_secret)] | None = Field(
        default=None, description="secret that Telegram shows; made anew at each start when not set"
    )
    webhook_listen: str = Field(default="127.0.0.1", description="address that the webhook listens on")
    webhook_port: int = Field(default=8443, ge=0, le=65535, description="port that the webhook listens on")
    questions_per_minute: int = Field(default=15, ge=1, description="that one person, or one group, may ask")
    zone: Annotated[str, AfterValidator(_zone)] = Field(
        default="UTC", description="time zone of digests in chats that chose none"
    )
    digests: Annotated[tuple[Standing, ...], NoDecode, BeforeValidator(_standing)] = Field(
        default=(), description="chats that are posted digests"
    )
    messages_per_second: Annotated[float, AfterValidator(_rate)] = Field(
        default=30, ge=0, description="that it sends at most; 0: no limit"
    )
    watchdog: float = Field(
        default=180, ge=2, description="seconds without a word from Telegram after which polling has stopped"
    )

    def contradictions(self) -> list[str]:
        """What is wrong with settings that are right one by one."""
        if self.api_url == _TELEGRAM and (self.webhook_url or "https").startswith("http:"):
            return ["TALKS_WEBHOOK_URL: Telegram delivers to https:// addresses only"]
        if self.admins and self.articles == SEEDS:
            return ["TALKS_ADMINS: set TALKS_ARTICLES, too: a folder of your own for what they add"]
        return []


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings. Raises SettingsError that names everything wrong at once."""
    return _load(Settings, environment)


def load_store(environment: Mapping[str, str] = os.environ) -> StoreSettings:
    """Those of the store alone, where no token is needed. Raises SettingsError."""
    return _load(StoreSettings, environment)


def _load(kind: type[S], environment: Mapping[str, str]) -> S:
    try:
        names = {*environment, *map(str.upper, dotenv_values(_FILE))}
        problems = [f"{name}: no such setting{_similar(name)}" for name in sorted(names) if _unknown(name)]
        settings = kind()
        problems += settings.contradictions()
    except ValidationError as error:
        problems += map(_problem, error.errors())
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError([f"{_FILE}: can't be read: {error}"]) from error
    if problems:
        raise SettingsError(problems)
    return settings


def _unknown(name: str) -> bool:
    if _KUBERNETES.fullmatch(name):
        return False
    return name.startswith(_PREFIX) and name[len(_PREFIX) :].lower() not in Settings.model_fields


def _similar(name: str) -> str:
    known = [field.upper() for field in Settings.model_fields]
    near = difflib.get_close_matches(name.removeprefix(_PREFIX), known, 1)
    return f"; did you mean {_PREFIX}{near[0]}?" if near else ""


def _problem(error: Mapping[str, object]) -> str:
    location = error["loc"]
    field = str(location[0]) if isinstance(location, tuple) else ""
    what = Settings.model_fields[field].description
    message = "missing" if error["type"] == "missing" else str(error["msg"]).removeprefix("Value error, ")
    return f"{_PREFIX}{field.upper()} ({what}): {message}"
