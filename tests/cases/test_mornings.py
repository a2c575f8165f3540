"""The morning summary: once a person and day, from the pack's hour on, on working days, in the person's language."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from cases import letters, mornings
from cases.models import Delivery, MorningSummary, Notice
from grids.city import this_city
from grids.models import City
from tests.builders import a_routed_case
from tests.city import Town

SignedIn = Callable[[str], Client]
DAY = timedelta(days=1)


def summaries() -> list[Delivery]:
    return list(Delivery.objects.filter(notice__kind=mornings.KIND).order_by("user"))


def test_each_supervisor_gets_one_summary_a_day_however_often_it_is_asked_for(town: Town, noon: datetime) -> None:
    a_routed_case(town, at=noon - 30 * DAY)

    assert mornings.write_due(at=noon) == 2
    assert mornings.write_due(at=noon) == 0
    assert mornings.write_due(at=noon + DAY) == 2

    assert [one.user.username for one in summaries()] == ["su", "su", "west_su", "west_su"]


def test_it_tells_what_is_late_and_links_to_it(town: Town, noon: datetime) -> None:
    case = a_routed_case(town, at=noon - 30 * DAY, words="Ring Wang Fang at 13800001234.")

    mornings.write_due(at=noon)

    letter = summaries()[0]
    assert "1 late" in letter.subject
    for words in (letter.body, letter.html):
        assert case.number in words
        assert "http://localhost:8000/desk/cases/?late=1" in words
        assert "Wang Fang" not in words


def test_a_case_with_two_late_parts_is_named_once(town: Town, noon: datetime) -> None:
    case = a_routed_case(town, at=noon - 30 * DAY, category="lamp")  # with a co-handler
    assert case.legs.count() == 2

    late = mornings.summary_of(town.people["su"], at=noon).late

    assert [one.number for one in late] == [case.number]


def test_a_district_hears_of_its_own_cases_only(town: Town, noon: datetime) -> None:
    a_routed_case(town, at=noon - 30 * DAY, cell=1)
    east = a_routed_case(town, at=noon - 30 * DAY, cell=2)

    mornings.write_due(at=noon)

    (west,) = (one for one in summaries() if one.user.username == "west_su")
    assert "1 late" in west.subject
    assert east.number not in west.body


def test_nothing_comes_before_the_hour_nor_on_a_day_off_unless_it_is_wanted(town: Town, noon: datetime) -> None:
    a_routed_case(town, at=noon - 30 * DAY)
    City.objects.update(summary_hour=13)
    this_city.forget()
    assert mornings.write_due(at=noon) == 0  # it is 12:00 in the town

    saturday = noon + 3 * DAY + timedelta(hours=2)
    assert mornings.write_due(at=saturday) == 0
    mornings.choose(town.people["su"], wanted=True, on_days_off=True)
    assert mornings.write_due(at=saturday) == 1


def test_a_make_up_workday_is_a_working_day(town: Town, noon: datetime) -> None:
    a_routed_case(town, at=noon - 30 * DAY)

    assert mornings.write_due(at=noon + 4 * DAY) == 2  # Sunday the 20th is worked in the town


def test_who_does_not_want_it_gets_none(town: Town, noon: datetime, signed_in: SignedIn) -> None:
    a_routed_case(town, at=noon - 30 * DAY)

    signed_in("su").post("/desk/board/summary/", {"comes": "never"})
    mornings.write_due(at=noon)

    assert [one.user.username for one in summaries()] == ["west_su"]


def test_it_is_written_in_the_language_of_its_reader(town: Town, noon: datetime) -> None:
    a_routed_case(town, at=noon - 30 * DAY)
    town.people["su"].language = "zh-hans"
    town.people["su"].save(update_fields=["language"])

    mornings.write_due(at=noon)

    assert 'lang="zh-hans"' in summaries()[0].html


def test_it_goes_out_as_text_and_html_by_the_carriers(town: Town, noon: datetime, settings: object) -> None:
    settings.EMAIL_HOST = "mail.town.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    a_routed_case(town, at=noon - 30 * DAY)
    Notice.objects.all().delete()

    mornings.write_due(at=noon)
    letters.send_waiting(at=noon)

    letter = next(one for one in mail.outbox if one.to == ["su@town.example"])
    assert [kind for _page, kind in letter.alternatives] == ["text/html"]
    assert {one.state for one in summaries()} == {Delivery.State.SENT}


def test_the_summary_is_shown_in_the_product(town: Town, signed_in: SignedIn) -> None:
    case = a_routed_case(town)

    page = signed_in("su").get("/desk/board/summary/").content.decode()

    assert case.number in page
    assert signed_in("li").get("/desk/board/summary/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_tickers_at_once_write_one_summary_a_person(town: Town, noon: datetime) -> None:
    a_routed_case(town, at=noon - 30 * DAY)
    together, written = Barrier(2), []

    def ticker() -> None:
        together.wait()
        written.append(mornings.write_due(at=noon))
        connection.close()

    threads = [Thread(target=ticker) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(written) == MorningSummary.objects.count() == len(summaries()) == 2
