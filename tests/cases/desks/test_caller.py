"""The caller desk: what is known is shown while one types, a known matter gets one more report, nothing is lost."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from cases import chores, contacts, letters, routing, same_matter
from cases.contacts import seal
from cases.models import Case, Channel, Contact, Delivery, Report, RingBack, Status, ToldBy
from cases.workflow import CannotMove
from departments.access import grant_postings
from departments.models import Posting
from departments.roles import Role
from govgrid.lib.geo import Point
from grids.models import Place
from tests.builders import HOUR, a_case, a_routed_case, a_telling, fresh
from tests.city import NOON, OUTSIDE, Town, middle_of

SignedIn = Callable[[str], Client]
DESK, BESIDE, PLACES = "/desk/caller/", "/desk/caller/beside/", "/desk/caller/places/"
PHONE = "13800138000"
PART = {"HX-Request": "true"}


def typed(**more: object) -> dict[str, object]:
    """A call as it is sent: road damage in the middle of cell 1."""
    point = middle_of(1)
    said = {"phone": PHONE, "words": "A deep hole.", "lon": point.lon, "lat": point.lat, "category": "E0113"}
    return {**said, "texts": "on", "key": str(uuid4()), **more}


def called_before(town: Town, **more: object) -> Case:
    return a_routed_case(town, contact=seal("Wang", contacts.check_phone(PHONE), "", "zh-hans"), **more)


@pytest.mark.parametrize(
    ("name", "status"), [("hua", 200), ("an", 200), ("shi", 404), ("ding", 404), ("li", 404), ("passer", 404)]
)
def test_the_desk_opens_for_those_who_take_calls(signed_in: SignedIn, name: str, status: int) -> None:
    assert signed_in(name).get(DESK).status_code == status
    assert signed_in(name).post(BESIDE, {}).status_code == status
    assert signed_in(name).post(DESK, typed()).status_code == (302 if status == 200 else 404)


def test_a_call_becomes_a_report_by_phone_and_its_number_is_read_out(town: Town, signed_in: SignedIn) -> None:
    hua = signed_in("hua")

    page = hua.post(DESK, typed(), follow=True)

    report = Report.objects.get()
    assert (report.channel, report.by) == (Channel.PHONE, town.people["hua"])
    assert report.number in page.content.decode()
    assert " – ".join("\u00a0".join(part) for part in report.number.split("-")) in page.content.decode()
    assert "is on its way" in page.content.decode()


def test_the_same_call_sent_twice_is_one_report(signed_in: SignedIn) -> None:
    hua, said = signed_in("hua"), typed()

    first, second = hua.post(DESK, said), hua.post(DESK, said)

    assert first.headers["Location"] == second.headers["Location"]
    assert Report.objects.count() == 1


def test_a_form_sent_before_and_changed_keeps_its_words_and_sends_nothing(signed_in: SignedIn) -> None:
    """The agent goes back from the number, types on, and presses again."""
    hua, said = signed_in("hua"), typed()
    hua.post(DESK, said)

    answer = hua.post(DESK, {**said, "words": "And a lamp is out."})

    assert answer.status_code == 409
    assert "has a number already" in answer.text
    assert "And a lamp is out.</textarea>" in answer.text
    assert str(said["key"]) not in answer.text
    assert Report.objects.count() == 1


def test_earlier_cases_of_the_phone_are_shown_and_no_contact_is_opened(town: Town, signed_in: SignedIn) -> None:
    before = called_before(town)

    part = signed_in("hua").post(BESIDE, {"phone": "138 0013 8000"}, headers={"HX-Request": "true"})

    assert before.number in part.content.decode()
    assert "Wang" not in part.content.decode()
    assert "<form" not in part.content.decode()


def test_cases_out_of_reach_are_not_shown(town: Town, signed_in: SignedIn) -> None:
    before = called_before(town, cell=2)
    posting = town.people["hua"].postings.get()
    posting.area = town.areas["west"]
    posting.save(update_fields=["area"])
    grant_postings(on=NOON.date())

    part = signed_in("hua").post(BESIDE, {"phone": PHONE}).content.decode()

    assert before.number not in part


def test_earlier_cases_are_known_where_one_may_read_contacts_and_nowhere_else(town: Town, signed_in: SignedIn) -> None:
    """Hua takes the calls of the west, and works for the roads bureau everywhere."""
    west, east = called_before(town, cell=1), called_before(town, cell=2)
    posting = town.people["hua"].postings.get()
    posting.area = town.areas["west"]
    posting.save(update_fields=["area"])
    Posting.objects.create(user=town.people["hua"], role=Role.HANDLER, department=town.departments["roads"])
    grant_postings(on=NOON.date())

    part = signed_in("hua").post(BESIDE, {"phone": PHONE}, headers=PART).text

    assert west.number in part
    assert east.number not in part
    assert signed_in("hua").get(f"{DESK}{east.number}/").status_code == 404


@pytest.fixture
def school(town: Town) -> Point:
    middle = middle_of(1)
    spelt = {"pinyin": "xuexiaolu", "initials": "xxl"}
    for north, name in ((0, "School Street"), (0.002, "School Street Market")):
        Place.objects.create(
            name_en=name, name_zh="学校路", kind="road", lon=middle.lon, lat=middle.lat + north, **spelt
        )
    return middle


@pytest.mark.parametrize("words", ["School Street", "学校路", "xxl"])
def test_a_place_is_found_by_its_name_in_either_language_or_its_initials(
    school: Point, signed_in: SignedIn, words: str
) -> None:
    part = signed_in("hua").post(PLACES, {"search": words}, headers=PART).text

    assert f'value="{school.lon},{school.lat}"' in part
    assert "West Community" in part  # what tells it from others of its name
    assert "<form" not in part


def test_a_place_that_nobody_knows_leads_to_the_map_and_the_areas(school: Point, signed_in: SignedIn) -> None:
    part = signed_in("hua").post(PLACES, {"search": "Nowhere Hill"}, headers=PART).text

    assert "No place of this name was found." in part
    assert "radio" not in part


def test_what_was_looked_for_in_vain_is_typed_once(town: Town, signed_in: SignedIn) -> None:
    lane, area = "The lane behind 8888 Lake Road", town.areas["west street"]

    asked = signed_in("hua").post(DESK, typed(lon="", lat="", address="", search=lane))
    signed_in("hua").post(DESK, typed(lon="", lat="", address="", search=lane, area=area.pk))

    assert "Choose the area it lies in" in asked.text
    assert f'name="address" value="{lane}"' in asked.text
    assert Case.unscoped.get().address == lane


def test_the_chosen_place_is_where_the_case_lies(town: Town, school: Point, signed_in: SignedIn) -> None:
    said = typed(search="School", found=f"{school.lon},{school.lat}", lon="", lat="")

    signed_in("hua").post(DESK, said)

    case = Case.unscoped.get()
    assert (case.lon, case.lat) == (school.lon, school.lat)


def test_a_place_outside_the_city_is_said_before_the_call_is_sent(town: Town, signed_in: SignedIn) -> None:
    outside = {"lon": OUTSIDE.lon, "lat": OUTSIDE.lat}

    part = signed_in("hua").post(BESIDE, outside, headers=PART).text
    refused = signed_in("hua").post(DESK, typed(**outside))

    assert "This place lies outside Testtown" in part
    assert refused.status_code in (409, 422)
    assert "A deep hole." in refused.text
    assert not Report.objects.exists()


def test_open_cases_near_the_place_are_offered_the_same_kind_first(town: Town, signed_in: SignedIn) -> None:
    litter, road = a_routed_case(town, category="litter"), a_routed_case(town)
    far, over = a_routed_case(town, cell=4), a_case(town, Status.CLOSED)
    point = middle_of(1)

    part = signed_in("hua").post(BESIDE, {"lon": point.lon, "lat": point.lat, "category": "E0113 Road"})

    shown = part.content.decode()
    assert shown.index(road.number) < shown.index(litter.number)
    assert far.number not in shown
    assert over.number not in shown
    assert "Road damage seen" in shown  # what decides how it is filed is asked about


def test_a_known_matter_gets_one_more_report_with_a_number_of_its_own(town: Town, signed_in: SignedIn) -> None:
    case = a_routed_case(town)

    page = signed_in("hua").post(DESK, typed(same=case.number), follow=True).content.decode()
    letters.write_waiting(at=chores.now())

    told = case.reports.order_by("id").last()
    assert case.reports.count() == 2
    assert Case.unscoped.count() == 1
    assert told.number != case.number
    assert told.number in page
    assert "added to an open case" in page
    assert Delivery.objects.filter(channel=Delivery.Channel.SMS, contact=told.contact).count() == 1


def test_a_case_that_has_ended_takes_no_more_reports(town: Town) -> None:
    case = a_case(town, Status.CLOSED)

    with pytest.raises(CannotMove):
        same_matter.tell_again(case, a_telling(town), by=town.people["hua"], at=NOON)


def test_a_refused_call_keeps_every_word(town: Town, signed_in: SignedIn) -> None:
    said = typed(words="", phone="12", address="School Street", urgent="on")

    answer = signed_in("hua").post(DESK, said)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="12"' in page
    assert "School Street" in page
    assert said["key"] in page
    assert Report.objects.count() == 0


def test_a_caller_who_wants_no_text_gets_none(town: Town, signed_in: SignedIn) -> None:
    said = typed()
    del said["texts"]
    page = signed_in("hua").post(DESK, said, follow=True)

    routing.route_waiting(at=chores.now())
    letters.write_waiting(at=chores.now())

    assert "No text message is sent." in page.text
    assert Contact.objects.get().told_by == ToldBy.NONE
    assert not Delivery.objects.filter(channel=Delivery.Channel.SMS).exists()


def test_an_urgent_call_stays_urgent_when_it_is_filed(signed_in: SignedIn) -> None:
    signed_in("hua").post(DESK, typed(urgent="on"))

    routing.route_waiting(at=chores.now())

    assert Case.unscoped.get().urgent


def test_a_promise_to_ring_back_is_kept_with_its_hour(town: Town, signed_in: SignedIn) -> None:
    tomorrow = (chores.now() + 24 * HOUR).strftime("%Y-%m-%dT%H:%M")

    signed_in("hua").post(DESK, typed(ring_back_at=tomorrow, ring_back_note="When the lamp is mended"))

    assert RingBack.objects.get().why == RingBack.Why.PROMISED
    assert fresh(Case.unscoped.get()).history.filter(action="promise_call").exists()


def test_a_promise_for_yesterday_is_refused_with_the_whole_call(town: Town, signed_in: SignedIn) -> None:
    answer = signed_in("hua").post(DESK, typed(ring_back_at="2026-01-01T10:00"))

    assert answer.status_code == 409
    assert "A deep hole." in answer.content.decode()
    assert Report.objects.count() == 0


def test_without_scripts_the_whole_page_comes_back_with_what_was_found(town: Town, signed_in: SignedIn) -> None:
    before = called_before(town)

    page = signed_in("hua").post(BESIDE, typed(words="He speaks of a hole")).content.decode()

    assert before.number in page
    assert "He speaks of a hole" in page
