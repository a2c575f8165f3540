"""A report told page by page: each answer is kept at once, each way back shows it, and it is sent once."""

import math
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cases import chores, confirming, drafts, tracking
from cases.models import AddressCode, Case, Contact, Delivery, Report, ReportDraft
from grids.models import City, Place
from tests.builders import a_jpeg, a_routed_case
from tests.cases.telling_pages import Teller, page_of
from tests.city import OUTSIDE, Town, middle_of

HOUR = timedelta(hours=1)


@pytest.fixture
def teller(town: Town) -> Teller:
    return Teller()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """`later(HOUR)` puts the platform's clock forward."""

    def put_forward(by: timedelta) -> None:
        then = chores.now() + by
        monkeypatch.setattr(chores, "now", lambda: then)

    return put_forward


def test_a_citizen_gets_a_number_and_a_private_page(teller: Teller) -> None:
    assert page_of(teller.tell()) == "check"
    thanks = teller.client.get(teller.send().headers["Location"])

    report = Report.objects.get()
    assert report.number in thanks.content.decode()
    assert (report.words, report.category.code) == ("A deep hole.", "E0113")
    assert Client().get(tracking.link_of(report.number)).status_code == 200


def test_a_shared_computer_leads_to_a_report_for_ten_minutes_after_its_number_was_seen(
    teller: Teller, later: Callable[[timedelta], None]
) -> None:
    teller.tell()
    thanks = teller.send().headers["Location"]
    assert teller.client.get("/report/check/").headers["Location"] == thanks

    later(timedelta(minutes=6))
    teller.client.get(thanks)
    assert 230 < teller.client.cookies["report"]["max-age"] <= 240
    later(timedelta(minutes=5))
    teller.client.get(thanks)
    assert teller.client.cookies["report"]["max-age"] == 0


def test_who_never_saw_the_number_finds_it_for_a_day(teller: Teller, later: Callable[[timedelta], None]) -> None:
    teller.tell()
    thanks = teller.send().headers["Location"]

    later(timedelta(hours=20))

    assert teller.client.get("/report/check/").headers["Location"] == thanks


def test_the_private_link_is_also_a_picture_that_a_phone_reads(teller: Teller) -> None:
    teller.tell()

    page = teller.client.get(teller.send().headers["Location"]).content.decode()

    assert "<svg role=" in page
    assert 'style="' not in page


@pytest.mark.parametrize(
    ("first", "order"),
    [
        ("photos", ["place", "category", "words", "contact"]),
        ("place", ["category", "words", "photos", "contact"]),
    ],
)
def test_the_first_page_chooses_the_order(town: Town, first: str, order: list[str]) -> None:
    teller = Teller()
    answer = teller.answer("photos", go="1") if first == "photos" else teller.place()
    led = [page_of(answer)]
    while led[-1] != "contact":
        answer = _answer(teller, led[-1])
        led.append(page_of(answer))

    assert led == order


def _answer(teller: Teller, page: str) -> Any:
    said = {"category": {"category": "E0113"}, "words": {"words": "A hole."}, "photos": {"go": "1"}}
    return teller.place() if page == "place" else teller.answer(page, **said[page])


@pytest.mark.parametrize(
    ("page", "said", "sentence"),
    [
        ("place", {"lon": None, "lat": None}, "Say where it is"),
        ("place", {"lon": OUTSIDE.lon, "lat": OUTSIDE.lat, "address": "12 Lake Road"}, "lies outside Testtown"),
        ("place", {"lon": "east"}, "Enter a number"),
        ("place", {"area": "999999"}, "Select a valid choice"),
        ("category", {"category": None}, "Choose what it is"),
        ("category", {"category": "E9999"}, "not in the list any more"),
        ("words", {"words": ""}, "Tell us what is wrong."),
        ("words", {"words": "x" * 4001}, "Use at most 4,000 characters"),
        ("contact", {"email": "nobody", "name": "Wang Fang"}, "Write an e-mail address"),
        ("contact", {"phone": "1", "name": "Wang Fang"}, "no phone number"),
    ],
)
def test_a_fault_is_said_on_its_page_and_what_was_typed_stays(
    teller: Teller, page: str, said: dict[str, Any], sentence: str
) -> None:
    answer = teller.tell(**{page: said})

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in shown
    assert said.get("name", "") in shown
    assert said.get("address", "") in shown
    assert not Case.unscoped.exists()


def test_nobody_begins_more_drafts_than_people_do(town: Town, settings: Any) -> None:
    settings.PLACES_PER_MINUTE = 2
    answers = [Client().post("/report/words/", {"words": "A hole.", "switch_to": "en"}) for _n in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert ReportDraft.objects.count() == 2


def test_back_shows_what_was_told(teller: Teller) -> None:
    teller.tell()

    assert "A deep hole." in teller.client.get("/report/words/").content.decode()
    assert 'value="E0113" checked' in teller.client.get("/report/category/").content.decode()
    assert f'value="{middle_of(1).lon}"' in teller.client.get("/report/place/").content.decode()


def test_a_changed_answer_leads_back_to_the_check(teller: Teller) -> None:
    teller.tell()
    teller.client.get("/report/check/")

    answer = teller.answer("words", words="Two holes.")

    assert page_of(answer) == "check"
    assert "Two holes." in teller.client.get("/report/check/").content.decode()


def test_two_presses_of_the_button_are_one_report(teller: Teller) -> None:
    teller.tell()

    first, second = teller.send(), teller.client.post("/report/check/", {"of": "whatever"})

    assert first.headers["Location"] == second.headers["Location"]
    assert Report.objects.count() == 1


def test_a_sent_draft_is_gone_with_its_photos(teller: Teller, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    teller.place()
    teller.answer("photos", photos=a_jpeg(), add="1")
    teller.tell()
    with_photos = list((tmp_path / "drafts").glob("*/*.jpg"))

    teller.send()

    assert len(with_photos) == 2
    assert not ReportDraft.objects.exists()
    assert Report.objects.get().attachments.count() == 1


def test_the_draft_is_sealed_and_its_cookie_is_for_this_site_alone(teller: Teller) -> None:
    teller.tell(words={"words": "Call Wang."})

    row = ReportDraft.objects.get()
    cookie = teller.client.cookies["report"]
    assert b"Wang" not in bytes(row.sealed)
    assert row.name not in cookie.value
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/report/")


def test_another_browser_sees_nothing_of_it(teller: Teller) -> None:
    teller.tell()
    stranger = Client()
    stranger.cookies["report"] = "forged"

    assert "A deep hole." not in stranger.get("/report/words/").content.decode()
    assert page_of(stranger.get("/report/check/")) == ""


def test_a_draft_that_was_erased_meanwhile_keeps_the_answer_that_comes(
    teller: Teller, later: Callable[[timedelta], None]
) -> None:
    teller.tell(until="words")
    later(25 * HOUR)
    drafts.forget_old(at=chores.now())

    answer = teller.answer("words", words="A deep hole.")

    assert page_of(answer) == "photos"
    page = teller.client.get("/report/photos/").content.decode()
    assert "Your earlier answers are no longer here" in page
    assert page_of(teller.client.get("/report/check/")) == "place"
    assert "A deep hole." in teller.client.get("/report/words/").content.decode()


def test_what_is_told_after_sending_is_another_report(teller: Teller) -> None:
    teller.tell()
    teller.send()

    teller.place()

    assert "Your report was sent before" in teller.client.get("/report/category/").content.decode()
    assert ReportDraft.objects.count() == 1


def test_a_page_of_an_older_report_does_not_send_the_newer_one(teller: Teller) -> None:
    teller.tell()
    older = ReportDraft.objects.get().name
    teller.client.post("/report/")
    teller.tell()

    answer = teller.client.post("/report/check/", {"of": older})

    assert answer.status_code == 409
    assert "another report" in answer.content.decode()
    assert not Report.objects.exists()


def test_begin_anew_erases_what_was_begun(teller: Teller) -> None:
    teller.tell()
    begun = teller.client.get("/report/").content.decode()

    teller.client.post("/report/")

    assert "You have begun a report" in begun
    assert not ReportDraft.objects.exists()


def test_the_language_changes_in_the_middle_and_the_point_that_was_set_stays(teller: Teller) -> None:
    point = middle_of(2)
    answer = teller.answer("place", lon=point.lon, lat=point.lat, address="Half a sen", switch_to="zh-hans")

    page = teller.client.get(answer.headers["Location"]).content.decode()
    assert '<html lang="zh-hans"' in page
    assert f'value="{point.lon}"' in page
    assert "Half a sen" in page


def test_words_that_are_not_finished_survive_the_change_of_language(teller: Teller) -> None:
    teller.tell(until="words")

    teller.answer("words", words="", switch_to="zh-hans")
    teller.answer("words", words="Half a sen", switch_to="en")

    assert "Half a sen" in teller.client.get("/report/words/").content.decode()


def test_a_burst_of_reports_is_answered_with_429_and_the_draft_is_kept(teller: Teller, settings: Any) -> None:
    settings.REPORTS_PER_MINUTE = 1
    answers = []
    for number in range(3):
        teller.tell(words={"words": f"Hole number {number}."}, photos={"go": "1"})
        answers.append(teller.send())

    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert Report.objects.count() == 3 - len(refused)
    assert "Hole number" in refused[-1].content.decode()
    assert int(refused[-1].headers["Retry-After"]) <= 60


def test_a_contact_is_kept_sealed_and_apart(teller: Teller) -> None:
    teller.tell(contact={"name": "Wang Fang", "phone": "13800001234", "email": "wang@example.org"})
    teller.send()

    contact = Contact.objects.get()
    assert b"Wang" not in bytes(contact.name_sealed)
    assert Report.objects.get().contact == contact


def test_an_area_and_an_address_are_a_place_too(teller: Teller, town: Town) -> None:
    area = town.areas["west street"]
    teller.tell(place={"lon": None, "lat": None, "area": area.pk, "address": "12 Lake Road"})
    teller.send()

    assert Case.unscoped.get().area_path == area.path


def test_an_address_that_nobody_knows_is_typed_once(teller: Teller, town: Town) -> None:
    area, lane = town.areas["west street"], "The lane behind 8888 Lake Road"
    nowhere = {"lon": None, "lat": None, "search": lane}

    asked = teller.tell(place=nowhere)
    teller.tell(place={**nowhere, "area": area.pk})
    teller.send()

    assert "Choose the area it lies in" in asked.text
    assert f'name="address" value="{lane}"' in asked.text
    assert (Case.unscoped.get().area_path, Case.unscoped.get().address) == (area.path, lane)


def test_words_of_a_search_do_not_describe_a_point_that_was_set(teller: Teller) -> None:
    teller.tell(place={"search": "Nowhere"})
    teller.send()

    assert Case.unscoped.get().address == ""


def test_a_place_is_found_by_its_name_without_a_map(teller: Teller) -> None:
    point = middle_of(3)
    Place.objects.create(name_en="Old Market", name_zh="老市场", kind="market", lon=point.lon, lat=point.lat)
    found = f"{point.lon},{point.lat}"

    looked = teller.answer("place", look_up="1", search="老市场")
    teller.tell(place={"lon": None, "lat": None, "search": "老市场", "found": found})
    summary = teller.client.get("/report/check/").content.decode()
    teller.send()

    assert found in looked.content.decode()
    assert "Old Market" in summary
    assert Case.unscoped.get().lon == point.lon


@pytest.mark.parametrize("wanted", ["road damage", "damaged roads", "破损", "daolu", "dlps"])
def test_a_kind_is_found_in_either_language_and_by_pinyin(teller: Teller, wanted: str) -> None:
    part = teller.client.get(f"/report/category/?q={wanted}", headers={"HX-Request": "true"}).content.decode()

    assert part.lstrip().startswith('<div id="categories-found"')
    assert part.index('value="E0113"') < part.index("look through everything")


def test_what_is_reported_often_is_offered_first(teller: Teller, town: Town) -> None:
    for _report in range(3):
        a_routed_case(town, category="litter")

    page = teller.client.get("/report/category/").content.decode()

    assert page.index(f'value="{town.categories["litter"].code}"') < page.index('value="E0113"')


def test_not_sure_is_an_answer(teller: Teller) -> None:
    teller.tell(category={"category": "unsure"})
    teller.send()

    assert Report.objects.get().category is None


@pytest.mark.parametrize("page", ["", "place/", "category/", "words/", "photos/", "contact/", "questions/"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_page_opens_by_itself_in_both_languages(town: Town, page: str, language: str) -> None:
    answer = Client().get(f"/report/{page}", headers={"Accept-Language": language})

    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]


def test_open_cases_of_the_same_kind_near_by_are_offered_before_sending(teller: Teller, town: Town) -> None:
    near, elsewhere = a_routed_case(town), a_routed_case(town, cell=4)

    answer = teller.tell(until="nearby")
    page = teller.client.get(answer.headers["Location"]).content.decode()
    on = teller.answer("nearby")

    assert page_of(answer) == "nearby"
    assert f"/cases/{near.number}/" in page
    assert elsewhere.number not in page
    assert page_of(on) == "contact"


def test_how_far_an_open_case_is_cannot_be_measured(town: Town) -> None:
    at = middle_of(1)
    case = a_routed_case(town, point=at)
    shown = set()
    south = math.floor(at.lat * 1000) / 1000
    for north in (0.0002, 0.0005, 0.0008):  # from every point of one square, 33 m apart, the page says the same
        teller = Teller()
        answer = teller.tell(until="nearby", place={"lon": at.lon, "lat": south + north})
        page = teller.client.get(answer.headers["Location"]).content.decode()
        shown.add(page[page.index("report-nearby") : page.index('<form class="form report-form')])

    assert len(shown) == 1
    assert case.number in shown.pop()


def test_an_open_case_near_by_wears_the_plain_word_of_the_public_pages(teller: Teller, town: Town) -> None:
    a_routed_case(town)

    page = teller.client.get(teller.tell(until="nearby").headers["Location"]).content.decode()

    assert ">Received</span>" in page
    assert "Dispatched" not in page


def test_where_nothing_is_near_nobody_is_asked(teller: Teller, town: Town) -> None:
    a_routed_case(town, category="lamp")

    assert page_of(teller.tell(until="nearby")) == "check"


class TestACityThatWantsACode:
    @pytest.fixture(autouse=True)
    def _wanted(self, town: Town) -> None:
        City.objects.update(confirm_reports=City.Confirm.MAIL)

    def test_wants_an_address_first(self, teller: Teller) -> None:
        answer = teller.tell(contact={"name": "Wang"})

        assert answer.status_code == 422
        assert "we send a code to it" in answer.content.decode()

    def test_writes_the_report_only_after_the_code(self, teller: Teller) -> None:
        teller.tell(contact={"email": "wang@example.org"})
        asked = teller.send()
        code = _code_of()
        seen = teller.client.get("/report/code/")
        wrong = teller.client.post("/report/code/", {"code": f"{(int(code) + 1) % 1_000_000:06}"})
        written_before = Report.objects.count()

        right = teller.client.post("/report/code/", {"code": code})

        assert page_of(asked) == "code"
        assert "w***@example.org" in seen.content.decode()
        assert (wrong.status_code, written_before) == (422, 0)
        assert "4 tries left" in wrong.content.decode()
        assert right.status_code == 302
        assert Report.objects.count() == 1

    def test_a_second_press_sends_no_second_letter(self, teller: Teller) -> None:
        teller.tell(contact={"email": "wang@example.org"})
        first, second = teller.send(), teller.send()

        assert [page_of(first), page_of(second)] == ["code", "code"]
        assert _letters() == 1

    def test_another_address_needs_another_code(self, teller: Teller) -> None:
        teller.tell(contact={"email": "wang@example.org"})
        teller.send()
        teller.answer("contact", email="li@example.org")
        teller.send()

        assert "l***@example.org" in teller.client.get("/report/code/").content.decode()
        assert _letters() == 2

    def test_opening_the_page_of_the_code_uses_nothing_up(self, teller: Teller) -> None:
        teller.tell(contact={"email": "wang@example.org"})
        teller.send()
        for _scan in range(9):
            teller.client.get("/report/code/")

        assert teller.client.post("/report/code/", {"code": _code_of()}).status_code == 302


def _code_of() -> str:
    return confirming.code_of(AddressCode.objects.latest("pk").token)


def _letters() -> int:
    return Delivery.objects.filter(case=None).count()
