"""How does the bot say something in English, Russian or Kazakh? English stands in the code."""

import datetime
import gettext
import io
from functools import cache
from pathlib import Path

from index.model import Language

LANGUAGES: dict[Language, str] = {"en": "English", "ru": "Русский", "kk": "Қазақша"}
"""The languages that the bot speaks, each by its own name."""

LOCALES = Path(__file__).parent / "locales"
# Long dates of the Unicode CLDR, as Babel has them: asking Babel for one costs a start 16 ms.
_DATES: dict[Language, str] = {
    "en": "{day} {month} {year}",
    "ru": "{day} {month} {year}\u202fг.",
    "kk": "{year}\u202fж. {day} {month}",
}
_MONTHS: dict[Language, str] = {
    "en": "January February March April May June July August September October November December",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
}


class Words:
    """The bot's own words in one language. Quotes never pass through here: they are not translated."""

    def __init__(self, language: Language, translations: gettext.NullTranslations) -> None:
        self.language = language
        self._translations = translations

    def gettext(self, message: str, **values: object) -> str:
        """``message`` in this language, its ``{placeholders}`` filled from ``values``."""
        return self._translations.gettext(message).format(**values)

    def ngettext(self, singular: str, plural: str, number: int, **values: object) -> str:
        """The form that ``number`` asks for; ``{number}`` stands for it."""
        return self._translations.ngettext(singular, plural, number).format(number=number, **values)

    def date(self, date: datetime.date) -> str:
        """``date`` with the month in words."""
        month = _MONTHS[self.language].split()[date.month - 1]
        return _DATES[self.language].format(day=date.day, month=month, year=date.year)


@cache
def words(language: Language) -> Words:
    """The bot's words in ``language``, read once from the catalogue that translators edit."""
    if language == "en":
        return Words(language, gettext.NullTranslations())
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - English needs neither
    from babel.messages.pofile import read_po  # noqa: PLC0415

    compiled = io.BytesIO()
    with (LOCALES / f"{language}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Words(language, gettext.GNUTranslations(compiled))


def named(text: str) -> Language | None:
    """The language that somebody calls ``text``: its code, or its own name in any case."""
    names = {name.casefold(): language for language, name in LANGUAGES.items()}
    return known(text) or names.get(text.casefold())


def known(code: str | None) -> Language | None:
    """The language of a code such as "ru-RU", when the bot speaks it."""
    for language in LANGUAGES:
        if code and code.lower().replace("_", "-").partition("-")[0] == language:
            return language
    return None
