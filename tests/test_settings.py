"""Is a setting that can't be used named, with what it is and what is wrong, all in one message?"""

import os
import subprocess
import sys

import pytest

from bot.settings import Settings

TOKEN = "123456:a-token-that-nobody-may-read"  # noqa: S105 - it guards nothing
SHOW = """
import sys
from bot import settings
try:
    chosen = settings.load()
except settings.SettingsError as error:
    sys.exit(str(error))
print(chosen)
print(chosen.token.get_secret_value(), chosen.webhook_url, chosen.watchdog, chosen.articles.name, sep="|")
"""

WRONG = """\
the settings can't be used:
  TALKS_DATE: no such setting; did you mean TALKS_DATA?
  TALKS_TOKE: no such setting; did you mean TALKS_TOKEN?
  TALKS_WEBHOOK_ADRESS: no such setting; did you mean TALKS_WEBHOOK_URL?
  TALKS_ZEBRA: no such setting
  TALKS_DATABASE_URL (PostgreSQL to keep it in; else a file in that folder): not an address of PostgreSQL; it looks like postgresql://user:password@host/name, with % and two digits for what else is in the password, as %40 for @
  TALKS_TOKEN (the bot's token, from @BotFather): not a token; it looks like 123456:ABC-DEF
  TALKS_ADMINS (numbers of the people who may add articles): give numbers of people in Telegram, separated by commas, such as 123456789
  TALKS_API_URL (where Telegram's Bot API is): not an address; it begins with https:// or http://
  TALKS_WEBHOOK_URL (public address of a webhook; else polling): not an address; it begins with https:// or http://
  TALKS_WEBHOOK_SECRET (secret that Telegram shows; made anew at each start when not set): 16 to 256 letters, digits, _ or -
  TALKS_WEBHOOK_PORT (port that the webhook listens on): Input should be less than or equal to 65535
  TALKS_QUESTIONS_PER_MINUTE (that one person, or one group, may ask): Input should be a valid integer, unable to parse string as an integer
  TALKS_ZONE (time zone of digests in chats that chose none): “Almatty” is no time zone: write a city, as in Asia/Almaty, or whole hours, as in UTC+5. Did you mean Asia/Almaty?
  TALKS_DIGESTS (chats that are posted digests): “-100 dayly 09:00”: “dayly” is no schedule: write instant, daily 09:00 or weekly mon 09:00. Did you mean daily?
  TALKS_MESSAGES_PER_SECOND (that it sends at most; 0: no limit): 0, or 1 and more
  TALKS_WATCHDOG (seconds without a word from Telegram after which polling has stopped): Input should be a finite number
"""  # noqa: E501 - each in one line


@pytest.fixture
def load(tmp_path):
    """Load the settings in a process whose environment is given, with ``.env`` in its folder."""

    def there(file=None, code=SHOW, **settings):
        others = {name: value for name, value in os.environ.items() if not name.startswith("TALKS_")}
        if file is not None:
            (tmp_path / ".env").write_bytes(file)
        return subprocess.run(
            [sys.executable, "-c", code],
            env=others | settings,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return there


def test_a_token_is_enough_and_is_not_shown(load):
    done = load(TALKS_TOKEN=TOKEN)
    shown, values = done.stdout.splitlines()
    assert TOKEN not in shown
    assert values == f"{TOKEN}|None|180.0|seeds"


def test_a_file_is_read_and_the_environment_goes_before_it(load):
    file = f"TALKS_TOKEN={TOKEN}\nTALKS_WEBHOOK_URL=https://one.example/\nTALKS_WATCHDOG=60\nOTHER=1\n"
    done = load(file.encode(), TALKS_WATCHDOG="90")
    assert done.stdout.splitlines()[1] == f"{TOKEN}|https://one.example|90.0|seeds"


def test_an_empty_setting_is_as_none(load):
    done = load(TALKS_TOKEN=TOKEN, TALKS_WEBHOOK_URL="", TALKS_WATCHDOG="", TALKS_ARTICLES="")
    assert done.stdout.splitlines()[1] == f"{TOKEN}|None|180.0|seeds"


def test_everything_wrong_is_named_at_once_and_no_secret(load):
    done = load(
        f"TALKS_WEBHOOK_ADRESS=1\nTALKS_WEBHOOK_SECRET=too-short\nTALKS_DATE={TOKEN}\n".encode(),
        TALKS_TOKEN="a-broken-token",  # noqa: S106 - it guards nothing
        TALKS_ADMINS="1001,@ann",
        TALKS_API_URL="api.telegram.org",
        TALKS_WEBHOOK_URL="ftp://talks.example",
        TALKS_DATABASE_URL="postgresql://talks:with@sign@localhost/talks",
        TALKS_WEBHOOK_PORT="99999",
        TALKS_QUESTIONS_PER_MINUTE="many",
        TALKS_ZONE="Almatty",
        TALKS_DIGESTS="-1001234567890 instant; -100 dayly 09:00",
        TALKS_MESSAGES_PER_SECOND="0.5",
        TALKS_WATCHDOG="inf",
        TALKS_TOKE="123",
        TALKS_ZEBRA="1",
    )
    assert done.stdout == ""
    told = done.stderr.splitlines()
    assert told == WRONG.splitlines()
    for secret in (TOKEN, "a-broken-token", "too-short", "sign"):
        assert secret not in done.stderr


def test_a_missing_token_is_named_and_a_file_that_is_no_text_too(load):
    assert load().stderr == (
        "the settings can't be used:\n  TALKS_TOKEN (the bot's token, from @BotFather): missing\n"
    )
    assert load(b"TALKS_TOKEN=\xff\xfe\n").stderr.startswith(
        "the settings can't be used:\n  .env: can't be read: "
    )


def test_what_kubernetes_sets_for_a_service_called_talks_is_no_setting_of_ours(load):
    done = load(
        TALKS_TOKEN=TOKEN,
        TALKS_PORT="tcp://10.0.0.1:8443",
        TALKS_PORT_8443_TCP_ADDR="10.0.0.1",
        TALKS_SERVICE_HOST="10.0.0.1",
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_telegram_delivers_to_encrypted_addresses_only_but_a_server_of_ones_own_to_any(load):
    plain = {"TALKS_TOKEN": TOKEN, "TALKS_WEBHOOK_URL": "http://talks.example"}
    assert load(**plain).stderr == (
        "the settings can't be used:\n  TALKS_WEBHOOK_URL: Telegram delivers to https:// addresses only\n"
    )
    assert load(**plain, TALKS_API_URL="http://127.0.0.1:8081").returncode == 0


@pytest.mark.parametrize(
    ("value", "numbers"), [("", []), ("1001", [1001]), ("1001, 1002", [1001, 1002]), ("1001,1001,", [1001])]
)
def test_administrators_are_numbers_with_commas(value, numbers, load):
    code = SHOW.rpartition("print(")[0] + "print(sorted(chosen.admins))"
    done = load(code=code, TALKS_TOKEN=TOKEN, TALKS_ADMINS=value, TALKS_ARTICLES="articles")
    assert (done.stdout.splitlines()[1:], done.stderr) == ([str(numbers)], "")


def test_administrators_need_a_folder_of_their_own(load):
    assert load(TALKS_TOKEN=TOKEN, TALKS_ADMINS="1001").stderr == (
        "the settings can't be used:\n"
        "  TALKS_ADMINS: set TALKS_ARTICLES, too: a folder of your own for what they add\n"
    )


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://talks:pass%40word@db.example:5432/talks",
        "postgres://talks@localhost/talks?sslmode=require",
        "postgresql:///talks?host=/run/postgresql",
    ],
)
def test_the_store_needs_no_token_and_takes_postgresql_as_it_is_mostly_written(address, load):
    code = SHOW.replace("load()", "load_store()").rpartition("print(")[0] + "print(chosen.database)"
    done = load(code=code, TALKS_DATABASE_URL=address)
    shown, database = done.stdout.splitlines()
    assert database == address
    assert address not in shown


@pytest.mark.parametrize(
    "address",
    [
        "mysql://talks:s3cret@host/talks",
        "postgresql://talks:s3/cret@host/talks",
        "postgresql://talks:s3#cret@host/talks",
        "postgresql://talks:s3?cret@host/talks",
        "postgresql://talks:s3@cret@host/talks",
        "postgresql://talks:s3cret@host",
        "/var/lib/talks.sqlite",
    ],
)
def test_an_address_whose_password_could_be_taken_for_a_host_is_refused(address, load):
    done = load(TALKS_TOKEN=TOKEN, TALKS_DATABASE_URL=address)
    assert done.stderr.startswith("the settings can't be used:\n  TALKS_DATABASE_URL (")
    assert "cret" not in done.stderr


def test_digests_and_their_zone_are_read(load):
    code = SHOW.rpartition("print(")[0] + "print(chosen.zone, chosen.digests)"
    done = load(
        code=code, TALKS_TOKEN=TOKEN, TALKS_ZONE="almaty", TALKS_DIGESTS="-100/5 daily 09:00; 7 instant"
    )
    assert done.stdout.splitlines()[1] == (
        "Asia/Almaty (Standing(chat=-100, topic=5, asked='daily 09:00'), "
        "Standing(chat=7, topic=0, asked='instant'))"
    )


def test_every_setting_says_what_it_is_for():
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
