"""What kind of thing does a question ask for, and is a thing of that kind in a text? Data, by pattern.

Three languages at once: a question may cross from one to another. Nothing here decides; see `evidence`.
"""

import re
from functools import cache, lru_cache
from typing import Literal, get_args

Slot = Literal["number", "money", "date", "person", "place", "reason"]

SLOTS: tuple[Slot, ...] = get_args(Slot)

_MONTHS = (
    "january february march april may\\b june july august september october november december "
    "январ феврал март апрел ма[йя] июн июл август сентябр октябр ноябр декабр "
    "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан"
).replace(" ", "|")

# ruff: noqa: E501 - patterns
_ASKED: dict[Slot, str] = {
    "number": r"\bhow (?:many|much|long|far|often|big|large|high|fast)|\bnumber of|\bpercent|\bvolume"
    r"|\bскольк|\bсколк|\bчисло|\bколичеств|\bпроцент|\bобъ[её]м|\bдол[яюи]\b|\bқанша|\bканша|\bнеше|\bпайыз"
    r"|\bсаны|\bкөлемі",
    "money": r"\bcosts?\b|\bprice|\bhow much .*(?:pay|money|spen|invest)|\bbudget|\bsum\b|\bfee\b"
    r"|\bстоимост|\bцен[аыуе]\b|\bстоит|\bобойд|\bобходит|\bсумм|\bбюджет|\bденег"
    r"|\bқұны|\bбаға|\bқаржы|\bтұрады",
    "date": r"\bwhen\b|\b(?:what|which) (?:date|year|month|day)|\bhow soon|\bdeadline"
    r"|\bкогда|\bк какому (?:сроку|году)|\bв каком году|\bкакого числа|\bсрок|\bдат[аы]\b"
    r"|\bқашан|\bкашан|\bқай (?:жыл|ай|күн)|\bмерзім",
    "person": r"\bwho(?:m|se)?\b|\bкто\b|\bкого\b|\bкому\b|\bкем\b|\bчей\b|\bкім",
    "place": r"\bwhere\b|\b(?:what|which) (?:city|cities|town|country|place|region|port|airport)"
    r"|\bгде\b|\bкуда\b|\bоткуда\b|\bв как(?:ом|их) (?:город|регион|стран)|\bқайда|\bқай (?:қала|жер)",
    "reason": r"\bwhy\b|\breasons?\b|\bпочему|\bзачем|\bпричин|\bнеге\b|\bнеліктен|\bсебе[бп]",
}

_TOLD: dict[Slot, str] = {
    "number": r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|dozen|half|hundreds?|thousands?|millions?|billions?)\b"
    r"|\b(?:двое|два|две|тр[иё]|четыр|пят[ьи]|шест[ьи]|сем[ьи]\b|восьм|восем|девят|десят|полов|сот|тысяч|миллион"
    r"|миллиард|екі|үш\b|төрт|бес\b|алты|жеті|сегіз|тоғыз|мың|жарт)",
    "money": r"[$€₽₸£]|\b(?:dollars?|euros?|rubles?|roubles?|tenge|crowns?|marks?|mln|bln|millions?|billions?)\b|\b(?:лей|доллар|евро|рубл"
    r"|тенге|крон|марок|млн|млрд|миллион|миллиард|теңге)",
    "date": rf"\b(?:1\d|20|21)\d\d\b|\b(?:in|by|since|until|before|after) \d{{3}}\b|\b(?:{_MONTHS})|\b(?:today|tomorrow|yesterday|spring|summer|autumn|winter"
    r"|year|month|week|сегодня|завтра|вчера|весн|лет[ао]м|осен|зим|год|месяц|недел|жыл|айда|апта|көктем|күз)",
    "person": r"(?:^|[^.!?\"“«]\s)(?:[A-ZА-ЯЁӘҒҚҢӨҰҮІ][\w'’-]+\s+){1,3}[A-ZА-ЯЁӘҒҚҢӨҰҮІ][\w'’-]+"
    r"|\b(?i:president|minister|director|chairman|head of|company|президент|министр|директор|глав[аыу]\b|компани)",
    "place": r"\b(?i:in|at|near|to|from|into|between|across|along|в|во|на|из|под|близ|около)\s+(?:the\s+)?"
    r"[A-ZА-ЯЁӘҒҚҢӨҰҮІ]|\b[A-ZӘҒҚҢӨҰҮІА-ЯЁ]\w{1,30}(?:да|де|та|те|нда|нде|дан|ден|ға|ге|қа|ке)\b",
    "reason": r"\b(?:because|since|due to|in order|so that|потому|так как|поскольку|из-за|чтобы|ведь|өйткені|себебі"
    r"|үшін)\b",
}


# Compiled when first needed: all twelve cost a start 4 ms, and a question asks for one kind of thing or none.
@cache
def _asks(slot: Slot) -> re.Pattern[str]:
    return re.compile(_ASKED[slot], re.IGNORECASE)


@cache
def _tells(slot: Slot) -> re.Pattern[str]:
    # Names are told by their capital letters, the rest in any case.
    return re.compile(_TOLD[slot], 0 if slot in {"person", "place"} else re.IGNORECASE)


def asked(question: str) -> frozenset[Slot]:
    """The kinds of things that ``question`` asks for; often none, sometimes several."""
    return frozenset(slot for slot in SLOTS if _asks(slot).search(question))


@lru_cache(maxsize=1 << 16)
def told(text: str, among: frozenset[Slot] = frozenset(SLOTS)) -> frozenset[Slot]:
    """Which kinds of things, ``among`` these, stand in ``text``."""
    return frozenset(slot for slot in among if _tells(slot).search(text))
