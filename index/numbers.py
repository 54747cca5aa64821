"""Which number do words stand for? "Three" is 3, "55 thousand", «55 тысяч» and «55 мың» are 55,000.

One to twenty, the tens behind them, and thousands, millions and so on of what stands before.
"""

from collections.abc import Mapping
from decimal import Decimal

from index.model import Language

_COUNTED: Mapping[Language, str] = {
    "en": """one; two; three; four; five; six; seven; eight; nine; ten; eleven; twelve; thirteen; fourteen
        fifteen; sixteen; seventeen; eighteen; nineteen; twenty""",
    "ru": """один одна одно одного одной одну одном одним; два две двух двум двумя; три трех трем тремя
        четыре четырех четырем четырьмя; пять пяти пятью; шесть шести шестью; семь семи семью
        восемь восьми восемью; девять девяти девятью; десять десяти десятью
        одиннадцать одиннадцати одиннадцатью; двенадцать двенадцати двенадцатью
        тринадцать тринадцати тринадцатью; четырнадцать четырнадцати четырнадцатью
        пятнадцать пятнадцати пятнадцатью; шестнадцать шестнадцати шестнадцатью
        семнадцать семнадцати семнадцатью; восемнадцать восемнадцати восемнадцатью
        девятнадцать девятнадцати девятнадцатью; двадцать двадцати двадцатью""",
    "kk": """бір; екі; үш; төрт; бес; алты; жеті; сегіз; тоғыз; он; ; ; ; ; ; ; ; ; ; жиырма""",
}
_TENS: Mapping[Language, str] = {
    "en": "thirty; forty; fifty; sixty; seventy; eighty; ninety",
    "ru": """тридцать тридцати; сорок сорока; пятьдесят пятидесяти; шестьдесят шестидесяти
        семьдесят семидесяти; восемьдесят восьмидесяти; девяносто девяноста""",
    "kk": "отыз; қырық; елу; алпыс; жетпіс; сексен; тоқсан",
}
_SCALES = {
    "thousand": 3, "million": 6, "mln": 6, "billion": 9, "bln": 9, "trillion": 12, "trln": 12,
    "тысяч": 3, "тыс": 3, "мың": 3, "миллион": 6, "млн": 6,
    "миллиард": 9, "млрд": 9, "триллион": 12, "трлн": 12,
}  # fmt: skip
_TEN = 10
_ENDINGS = frozenset("а и у ам ами ах ов ом е".split())  # that a scale has in Russian


def _table(language: Language) -> dict[str, int]:
    counted = enumerate(_COUNTED[language].replace("\n", ";").split(";"), start=1)
    tens = zip(range(30, 100, 10), _TENS[language].replace("\n", ";").split(";"), strict=True)
    return {word: number for number, words in (*counted, *tens) for word in words.split()}


_WORDS = {language: _table(language) for language in _COUNTED}


def counted(word: str, language: Language) -> int | None:
    """The number that a small ``word`` is: 1 to 20, or a ten."""
    return _WORDS[language].get(word)


def together(first: int, then: int | None, language: Language) -> int | None:
    """The number that two number words make one behind the other, "twenty five", «он бес»; None if none."""
    tens = first % _TEN == 0 and (first > _TEN or language == "kk")
    return first + then if tens and then is not None and then < _TEN else None


def scale(word: str) -> int | None:
    """By which power of ten a small ``word`` counts: "thousand" 3."""
    if word in _SCALES:
        return _SCALES[word]
    return next(
        (_SCALES[word[:n]] for n in range(5, len(word)) if word[:n] in _SCALES and word[n:] in _ENDINGS), None
    )


def term(digits: str, power: int) -> str:
    """The term of a number written in ``digits``, a point before its fraction, times ten to ``power``."""
    return f"{Decimal(digits).scaleb(power).normalize():f}"
