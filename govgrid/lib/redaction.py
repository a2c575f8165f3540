"""Finding what could name a person in free words: numbers to call, addresses to write to, papers, plates.

Pure, and careful on both sides: what is missed is published, what is hit by mistake spoils an honest sentence.
Dates, times, house numbers and case numbers are therefore taken out of the words before anything is looked for.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from phonenumbers import Leniency, PhoneNumberMatcher


class Kind(StrEnum):
    """What was found; its label stands in the place of what was taken out."""

    PHONE = "phone"
    EMAIL = "email"
    IDENTITY = "identity"
    ACCOUNT = "account"
    PLATE = "plate"


LABELS = {
    Kind.PHONE: _("[phone number]"),
    Kind.EMAIL: _("[e-mail address]"),
    Kind.IDENTITY: _("[identity number]"),
    Kind.ACCOUNT: _("[chat account]"),
    Kind.PLATE: _("[licence plate]"),
}


@dataclass(frozen=True, order=True)
class Finding:
    """Characters `start` to `end` (exclusive) of the words, and what they are."""

    start: int
    end: int
    kind: Kind


# Full-width forms become plain ones, one character for one, so that places in the words stay what they are.
PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ", 0xA0: " ", 0x3002: ".", 0x2010: "-", 0x2011: "-", 0x2012: "-", 0x2013: "-", 0x2014: "-", 0x2212: "-",
}  # fmt: skip
SPELT = str.maketrans("零〇一二三四五六七八九幺", "001234567891")

NUMBER_OF_A_CASE = r"(?<![A-Za-z])[A-Z]{1,4}\d{6}-\d{6}(?!\d)"
YEAR, MONTH, DAY = r"(?:19|20)\d{2}", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
DATE = (
    rf"(?<![\d-])(?:{YEAR}(?P<sep>[-/.])?{MONTH}(?(sep)(?P=sep)|[-/.]){DAY}|{YEAR}年{MONTH}月{DAY}日?"
    rf"|{DAY}([-/.]){MONTH}\2{YEAR}|{MONTH}/{DAY}/{YEAR})(?![\d-])"
)
TIME = r"(?<!\d)(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?!\d)"
HARMLESS = re.compile(f"{NUMBER_OF_A_CASE}|{DATE}|{TIME}")

GAP = r"[ .·\-]{0,2}"
MOBILE = re.compile(rf"(?<!\d)(?:(?:\+|00)?86{GAP})?1{GAP}[3-9](?:{GAP}\d){{9}}(?!\d)")
MOBILE_SPELT = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
LANDLINE = re.compile(
    r"(?<!\d)(?:(?:\+|00)?86[ -]?)?\(?0(?:10|2\d|[3-9]\d\d)\)?[ -]{0,2}[2-8]\d{2,3}[ -]?\d{4}"
    r"(?:(?:-|转| ext\.? ?)\d{1,6})?(?!\d)"
)
SERVICE_LINE = re.compile(r"(?<!\d)[48]00[ -]?\d{3,4}[ -]?\d{3,4}(?!\d)")
AMERICAN = re.compile(r"(?<!\d)(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?!\d)")
LOCAL = re.compile(
    r"(?:电话|座机|手机|联系方式|致电|拨打|\b(?:tel|phone|call|mobile|cell)(?:ephone)?)"
    r"(?:号码?|是|为| (?:me|us|is|at|on|number|no\.?)){0,2}[ :]{0,3}(?P<it>[2-9]\d{2,3}[ -]?\d{4})(?!\d)",
    re.IGNORECASE,
)
EMAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63} ?@ ?[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+")
IDENTITY = re.compile(r"(?<![0-9A-Za-z])\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx](?![0-9A-Za-z])")
CHAT = r"(?:微信|薇信|威信|[Vv]信|(?<![A-Za-z])(?:we ?chat|weixin|vx|wx))"
CHAT_SAID = r" ?(?:号|账号|id\b|no\.?|account)? ?[:是为]? ?(?:is )?"
ACCOUNT = re.compile(
    rf"{CHAT}{CHAT_SAID}(?P<marked>(?=[A-Za-z_\-]*[0-9_])[A-Za-z0-9][A-Za-z0-9_\-]{{4,19}})(?![A-Za-z0-9_])"
    rf"|{CHAT} ?(?:(?:号|账号| id| account) ?[:是为]?|:) ?(?P<named>[A-Za-z][A-Za-z0-9_\-]{{5,19}})(?![A-Za-z0-9_])"
    r"|(?:(?<![A-Za-z])qq|扣扣) ?(?:号码?|群号?)? ?[:是为]? ?(?P<qq>[1-9]\d{4,11})(?!\d)",
    re.IGNORECASE,
)
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
PLATE = re.compile(
    rf"[{PROVINCES}][A-HJ-NP-Z][·• \-.]?(?=[A-Z]{{0,3}}\d)"
    r"(?:[A-HJ-NP-Z0-9]{6}|[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳])(?![A-Z0-9])",
    re.IGNORECASE,
)


def find(words: str) -> list[Finding]:
    """Return what could name or reach a person, from left to right, without overlaps."""
    plain = words.translate(PLAIN)
    harmless = HARMLESS.sub(lambda hit: "#" * len(hit[0]), plain)
    found = sorted({*_written(plain, harmless), *_numbers(harmless)}, key=lambda it: (it.start, -it.end))
    return list(_without_overlaps(found))


def redact(words: str) -> str:
    """Return the words with a label in brackets for each finding, in the language that the words are in."""
    with translation.override("zh-hans" if re.search(r"[\u4e00-\u9fff]", words) else "en"):
        while found := find(words):
            for finding in reversed(found):
                words = f"{words[: finding.start]}{LABELS[finding.kind]}{words[finding.end :]}"
    return words


def _written(plain: str, harmless: str) -> Iterator[Finding]:
    """What carries letters or a check digit; an e-mail address may hold a date, so it is sought in all the words."""
    yield from _hits(EMAIL, Kind.EMAIL, plain)
    yield from _hits(ACCOUNT, Kind.ACCOUNT, plain)
    yield from _hits(IDENTITY, Kind.IDENTITY, plain, _is_identity)
    yield from _hits(PLATE, Kind.PLATE, harmless)


def _numbers(words: str) -> Iterator[Finding]:
    yield from _hits(MOBILE_SPELT, Kind.PHONE, words.translate(SPELT))
    if sum(map(str.isdigit, words)) < 7:
        return  # no telephone number is shorter, and the matcher below is slow
    for pattern in (MOBILE, LANDLINE, SERVICE_LINE, AMERICAN, LOCAL):
        yield from _hits(pattern, Kind.PHONE, words)
    for region in ("CN", "US"):
        for match in PhoneNumberMatcher(words, region, leniency=Leniency.VALID):
            yield Finding(match.start, match.end, Kind.PHONE)


def _hits(
    pattern: re.Pattern[str], kind: Kind, words: str, proof: Callable[[str], bool] = lambda _hit: True
) -> Iterator[Finding]:
    """Yield each hit; where the pattern names a group, only that part is the finding, the rest led to it."""
    for hit in pattern.finditer(words):
        part = hit.lastgroup or 0
        if proof(hit[part]):
            yield Finding(*hit.span(part), kind)


def _is_identity(hit: str) -> bool:
    """Return whether 18 digits are an identity number: a date of birth, and the check digit of GB 11643."""
    number = re.sub(r"[ -]", "", hit).upper()
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    weighted = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(number[:17]))
    return number[17] == "10X98765432"[weighted % 11]


def _without_overlaps(found: list[Finding]) -> Iterator[Finding]:
    reached = 0
    for finding in found:
        if finding.start >= reached:
            yield finding
            reached = finding.end
