"""What could name or reach a person is found however it is written; what is honest about a place is left alone."""

from datetime import date
from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govgrid.lib.redaction import Kind, find, redact

GAPS = st.sampled_from(["", " ", "-", "·", " -"])
TEXTS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=80)
# A city whose numbers began with QQ would be read as a chat account.
PREFIXES = st.from_regex(r"[A-Z]{2}", fullmatch=True).filter(lambda prefix: prefix not in ("QQ", "WX", "VX"))
PLAIN_WORDS = st.sampled_from(["路口有一个坑", "the lamp is out", "，请来看看。", " near the gate ", ""])


def kinds(words: str) -> list[Kind]:
    return [finding.kind for finding in find(words)]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("请打13800138000找我", Kind.PHONE),
        ("电话：138 0013 8000", Kind.PHONE),
        ("１３８－００１３－８０００", Kind.PHONE),
        ("1 3 8 0 0 1 3 8 0 0 0", Kind.PHONE),
        ("+86 138-0013-8000", Kind.PHONE),
        ("008613800138000", Kind.PHONE),
        ("tel13800138000", Kind.PHONE),
        ("幺三八零零幺三八零零零", Kind.PHONE),
        ("0871-65123456", Kind.PHONE),
        ("（0871）6512 3456转802", Kind.PHONE),
        ("010 8888 8888", Kind.PHONE),
        ("座机 65123456", Kind.PHONE),
        ("phone number: 6512 3456", Kind.PHONE),
        ("400-820-8820", Kind.PHONE),
        ("call (617) 635-4500 now", Kind.PHONE),
        ("617.555.0123", Kind.PHONE),
        ("+44 20 7946 0958", Kind.PHONE),
        ("邮箱wang_1980-12-31@example.com.cn。", Kind.EMAIL),
        ("ｗａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", Kind.EMAIL),
        ("wang @ example.com", Kind.EMAIL),
        ("身份证11010519491231002X", Kind.IDENTITY),
        ("110105 19491231 002x", Kind.IDENTITY),
        ("微信号：wangxiaoming", Kind.ACCOUNT),
        ("加我vx abc_12345", Kind.ACCOUNT),
        ("WeChat ID: wang_home", Kind.ACCOUNT),
        ("微信同号 wx:13wang5", Kind.ACCOUNT),
        ("QQ 1234567", Kind.ACCOUNT),
        ("京A12345停在人行道上", Kind.PLATE),
        ("云A·D12345", Kind.PLATE),
        ("粤b 88f8挂", Kind.PLATE),
        ("沪ＡＦ12345", Kind.PLATE),
    ],
)
def test_it_finds(words, kind):
    assert kinds(words) == [kind]


@pytest.mark.parametrize(
    "words",
    [
        "人民路123号5栋2单元1301室",
        "北京路与东风东路交叉口，距103路车站50米",
        "TT260916-000012",
        "YL131123-123456",
        "2026-11-23 10:30",
        "2013年11月12日13时45分",
        "15-11-2026 103",
        "on 11/23/2026, 8:15 to 17:45",
        "坐标 102.712345, 25.043210",
        "邮编650000，12345热线，110报警",
        "灯杆编号 0137-0042",
        "1600 Pennsylvania Avenue, 20500",
        "WeChat payment does not work at gate 3",
        "微信群里3000人都在说",
        "费用 1,234,567.89 元",
        "云南A区3号楼",
        "高度3.5米，长120米，宽80厘米",
        "110105194912310021",  # 18 digits without the right check digit
    ],
)
def test_it_leaves(words):
    assert redact(words) == words


@given(PLAIN_WORDS, st.from_regex(r"1[3-9]\d{9}", fullmatch=True), GAPS, PLAIN_WORDS)
def test_no_mobile_number_gets_through_however_it_is_cut(before, number, gap, after):
    cut = gap.join((number[:3], number[3:7], number[7:]))

    shown = redact(f"{before}{cut}{after}")

    assert cut not in shown
    assert find(shown) == []


@given(st.integers(1, 9999), st.integers(1, 200), st.integers(1, 99), st.integers(101, 3399))
def test_house_numbers_are_never_hit(house, block, unit, room):
    words = f"人民东路{house}号{block}栋{unit}单元{room}室门口，{house} Main St, Apt {room}"

    assert find(words) == []


@given(
    st.dates(date(1950, 1, 1), date(2049, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%d-%m-%Y", "%m/%d/%Y"]),
    st.times(),
    st.sampled_from([" %H:%M", " %H:%M:%S", ""]),
)
def test_dates_and_times_are_never_hit(day, form, time, clock):
    words = f"自{day.strftime(form)}{time.strftime(clock)}起一直没亮"

    assert find(words) == []


@given(PREFIXES, st.dates(date(2010, 1, 1), date(2039, 12, 31)), st.integers(1, 999999))
def test_case_numbers_are_never_hit(prefix, day, serial):
    assert find(f"同 {prefix}{day:%y%m%d}-{serial:06} 一样") == []


@given(st.dates(date(1920, 1, 1), date(2026, 1, 1)), st.integers(0, 999), st.integers(110000, 659999))
def test_every_identity_number_with_its_check_digit_is_found(born, order, region):
    head = f"{region}{born:%Y%m%d}{order:03}"
    number = head + "10X98765432"[sum(int(d) * pow(2, 17 - i, 11) for i, d in enumerate(head)) % 11]

    assert kinds(f"身份证号{number}，请核实") == [Kind.IDENTITY]


@given(TEXTS)
def test_any_words_come_out_without_a_finding_and_a_second_time_changes_nothing(words):
    once = redact(words)

    assert find(once) == []
    assert redact(once) == once


@given(TEXTS)
def test_findings_lie_in_the_words_in_order_and_apart(words):
    found = find(words)

    assert all(0 <= it.start < it.end <= len(words) for it in found)
    assert all(left.end <= right.start for left, right in pairwise(found))


def test_the_label_says_what_was_there_and_the_rest_stays():
    assert redact("Call 13800138000 or a@b.example, lamp 12.") == ("Call [phone number] or [e-mail address], lamp 12.")


def test_long_words_cost_little():
    words = ("请来看看人民路12号门口的坑，2026-11-23 10:30 拍的。" * 200)[:4000]
    began = perf_counter()
    find(words)

    assert perf_counter() - began < 0.5
