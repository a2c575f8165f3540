"""A case is found by its number, its caller, its place and its words, by those alone who may see it."""

from datetime import timedelta

import pytest

from cases import indexing, merging, narrowing, searching
from cases.contacts import check_phone, seal
from cases.models import Case, CaseText, Leg
from cases.narrowing import Ground
from tests.builders import a_report, a_routed_case, fresh
from tests.city import NOON, Town

PHONE = "13888001122"


def a_case_said(town: Town, words: str, **more: object) -> Case:
    case = a_routed_case(town, words=words, **more)
    indexing.index_waiting()
    return case


def found(town: Town, text: str, *, by: str = "su") -> list[Case]:
    return list(searching.search(town.people[by], text).order_by("pk"))


@pytest.mark.parametrize(
    "text",
    [
        "路灯",  # a word of the dictionary
        "灯不亮",  # as the reader cuts it, not the dictionary
        "路灯 校门",  # both words
        "校门口的路灯",  # with words that stand everywhere
        "人民",  # a piece of the address
        "人民路12",
        "rml",  # the first letters of the address
        "renminlu",
        "ＬＡＭＰ",  # full width
        "lamps",  # another form of the word
        "light",
    ],
)
def test_words_in_either_language_find_it(town: Town, text: str) -> None:
    case = a_case_said(town, "校门口路灯不亮了。 The lamp at the gate has no lights.", address="人民路12号")
    a_case_said(town, "垃圾没有人收。 Litter.")

    assert found(town, text) == [case]


def test_every_word_must_be_there(town: Town) -> None:
    a_case_said(town, "路灯不亮")

    assert found(town, "路灯 井盖") == []


@pytest.mark.parametrize("rare", [0, 1, 2])
def test_words_of_few_and_of_many_cases_find_the_same(town: Town, monkeypatch: pytest.MonkeyPatch, rare: int) -> None:
    monkeypatch.setattr(searching, "RARE", rare)
    first, second = a_case_said(town, "路灯不亮", cell=1), a_case_said(town, "路灯坏了", cell=2)
    a_case_said(town, "垃圾没有人收", cell=1)

    assert found(town, "路灯") == [first, second]
    assert found(town, "路灯", by="wu") == [first]


def test_the_words_of_few_cases_are_looked_up_before_the_cases(town: Town) -> None:
    a_case_said(town, "路灯不亮")

    assert "@@" not in str(searching.search(town.people["su"], "路灯").query)


@pytest.mark.parametrize("text", ["坏", "路", "灯"])
def test_one_character_finds_it_wherever_it_stands(town: Town, text: str) -> None:
    case = a_case_said(town, "坏了的路灯", category="litter")
    a_case_said(town, "树", category="litter")

    assert found(town, text) == [case]


@pytest.mark.parametrize("text", ["路灯", "灯不亮", "灯", "亮", "rml", "lamps", "ＬＡＭＰ", "人民路12"])
def test_one_word_finds_the_same_in_every_list(town: Town, text: str) -> None:
    case = a_case_said(town, "校门口路灯不亮了。 The lamp is out.", address="人民路12号")
    a_case_said(town, "垃圾没有人收。 Litter.")
    ground = Ground(town.people["li"], NOON)

    everywhere = found(town, text)
    among = searching.narrowed(searching.queries.visible_to(town.people["su"]), text)
    parts = Leg.objects.filter(narrowing.read({"words": text}, ground).condition)

    assert everywhere == list(among) == [part.case for part in parts] == [case]


def test_a_number_typed_in_full_width_is_a_number(town: Town) -> None:
    case = a_case_said(town, "A hole.")
    wide = case.number.translate({n: n + 0xFEE0 for n in range(0x21, 0x7F)})

    assert found(town, f"\u3000{wide}") == [case]


def test_it_is_found_by_its_whole_number_and_by_the_end_that_people_say(town: Town) -> None:
    case = a_case_said(town, "A hole.")
    serial = case.number.rsplit("-", 1)[-1]

    assert found(town, case.number.lower()) == [case]
    assert found(town, serial.lstrip("0")) == [case]


@pytest.mark.parametrize("text", ["", "   ", "!?&|:*'", "''''\\", "不" * 300, "a & b | !c"])
def test_odd_texts_find_nothing_and_break_nothing(town: Town, text: str) -> None:
    a_case_said(town, "A hole.")

    assert found(town, text) == []


def test_a_caller_is_found_by_phone_by_those_who_may_read_contacts_alone(town: Town) -> None:
    contact = seal("Chen", check_phone(PHONE), "", "zh-hans")
    case = a_case_said(town, "A hole.", contact=contact)

    assert found(town, "138 8800 1122", by="an") == found(town, "１３８８８００１１２２", by="an") == [case]
    assert found(town, PHONE, by="li") == []


def test_nobody_finds_what_they_may_not_see(town: Town) -> None:
    a_case_said(town, "垃圾没有人收。", category="litter")

    assert found(town, "垃圾", by="li") == []


def test_a_merged_report_is_found_under_the_case_it_went_to(town: Town) -> None:
    into, other = a_case_said(town, "A hole."), a_case_said(town, "坑洞很深。", category=None)
    merging.merge(fresh(other), into=fresh(into), by=town.people["an"], at=NOON)
    indexing.index_waiting()

    assert into in found(town, "坑洞")


def test_a_place_that_is_only_written_alike_is_offered(town: Town) -> None:
    case = a_case_said(town, "A hole.", address="Willow Garden Street 4")
    seen = searching.queries.visible_to(town.people["su"])

    assert list(searching.resembling(seen, "Wilow Gardn Street")) == [case]
    assert list(searching.resembling(seen, "Harbour")) == []


def test_a_report_waits_for_no_index_and_is_written_after_routing(town: Town) -> None:
    case = a_report(town)
    assert not CaseText.objects.filter(case=case).exists()

    routed = a_routed_case(town)

    assert indexing.waits(at=NOON)
    assert not indexing.waits(at=NOON, since=timedelta(seconds=1))
    assert indexing.index_waiting() == 2
    assert not indexing.waits(at=NOON)
    assert CaseText.objects.get(case=routed).document


def test_a_number_of_noughts_alone_holds_up_no_batch(town: Town) -> None:
    odd, other = a_case_said(town, "A hole."), a_case_said(town, "A lamp.")
    Case.unscoped.filter(pk=odd.pk).update(number="TT-00000000")
    indexing.ask([fresh(odd), other], at=NOON)

    assert indexing.index_waiting() == 2
    assert found(town, "TT-00000000") == [odd]
