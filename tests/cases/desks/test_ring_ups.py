"""Ringing up: whom, when again, how often at most; the number for a reason, and "not solved" opens the case anew."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from cases import chores, contacts, evaluation, ringing_back
from cases.contacts import seal
from cases.models import Case, ContactReading, Draft, Report, RingBack, Status
from cases.workflow import CannotMove, NotAllowed
from tests.architecture.test_query_counts import queries_of
from tests.builders import HOUR, a_case, a_routed_case, fresh
from tests.city import Town

SignedIn = Callable[[str], Client]


def reached_by(phone: str = "13800138000"):
    return seal("Wang Fang", contacts.check_phone(phone), "", "zh-hans")


@pytest.fixture
def closed(town: Town) -> Case:
    """A case closed an hour ago by the real clock, whose reporter left a phone."""
    case = a_case(town, Status.CLOSED, contact=reached_by())
    Case.unscoped.filter(pk=case.pk).update(closed_at=chores.now() - HOUR)
    return fresh(case)


def numbers(town: Town, at, name: str = "hua") -> list[str]:
    return [one.report.number for one in ringing_back.to_call(town.people[name], at=at)]


def test_who_left_a_phone_is_rung_up_once_the_case_is_closed(town: Town, closed: Case) -> None:
    a_case(town, Status.CLOSED)  # no phone
    a_routed_case(town, contact=reached_by("13800138001"))  # still open

    assert numbers(town, chores.now()) == [closed.number]


def test_who_has_judged_already_is_left_in_peace(town: Town, closed: Case) -> None:
    evaluation.rate(closed.reports.get(), solved="yes", stars=5, words="", at=chores.now())

    assert numbers(town, chores.now()) == []


def test_only_the_hotline_rings_up(town: Town, closed: Case) -> None:
    for name in ("an", "li", "su", "passer"):
        assert numbers(town, chores.now(), name) == []
        with pytest.raises(NotAllowed):
            ringing_back.not_reached(
                closed.reports.get(), again_at=chores.now() + HOUR, by=town.people[name], at=chores.now()
            )


def test_who_was_not_reached_comes_again_at_the_hour_named(town: Town, closed: Case) -> None:
    now = chores.now()
    ringing_back.not_reached(closed.reports.get(), again_at=now + 2 * HOUR, by=town.people["hua"], at=now)

    assert numbers(town, now) == []
    assert numbers(town, now + 2 * HOUR) == [closed.number]


def test_the_third_time_is_the_last(town: Town, closed: Case) -> None:
    now = chores.now()
    for hour in range(1, 4):
        ringing_back.not_reached(closed.reports.get(), again_at=now + hour * HOUR, by=town.people["hua"], at=now)

    assert RingBack.objects.get().outcome == RingBack.Outcome.GIVEN_UP
    assert numbers(town, now + timedelta(days=1)) == []


def test_a_promise_comes_first_and_ends_when_it_is_kept(town: Town, closed: Case) -> None:
    hua, now = town.people["hua"], chores.now()
    promised = a_routed_case(town, contact=reached_by("13800138001"))
    report = promised.reports.get()
    ringing_back.promise(report, due_at=now + HOUR, note="Says when", by=hua, at=now)

    assert numbers(town, now + HOUR) == [promised.number, closed.number]

    ringing_back.kept(report, note="On Friday.", by=hua, at=now + HOUR)

    assert numbers(town, now + HOUR) == [closed.number]
    with pytest.raises(CannotMove):
        ringing_back.kept(report, note="On Friday.", by=hua, at=now + HOUR)


def test_the_list_shows_nobody_in_full(closed: Case, signed_in: SignedIn) -> None:
    hua = signed_in("hua")

    for page in ("/desk/calls/", "/desk/calls/ring/", f"/desk/calls/ring/{closed.number}/"):
        shown = hua.get(page).content.decode()
        assert closed.number in shown
        assert "138****8000" in shown
        assert "13800138000" not in shown


def test_the_number_is_shown_for_a_reason_that_is_kept(town: Town, closed: Case, signed_in: SignedIn) -> None:
    hua = signed_in("hua")
    page = f"/desk/calls/ring/{closed.number}/reveal/"

    refused = hua.post(page, {"reason": ""})
    shown = hua.post(page, {"reason": "Call back"})

    assert refused.status_code == 422
    assert "13800138000" in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert ContactReading.objects.get().reason == "Call back"


def test_not_solved_opens_the_case_again(town: Town, closed: Case, signed_in: SignedIn) -> None:
    report = Report.objects.get()
    said = {"step": closed.step, "report": report.pk, "solved": "no", "stars": "1", "note": "The hole is back."}

    answer = signed_in("hua").post(f"/desk/calls/ring/{closed.number}/call_back/", said)

    assert answer.headers["Location"] == "/desk/calls/"
    assert fresh(closed).status == Status.FILED
    assert closed.ratings.get().words == "The hole is back."


def test_a_day_that_is_past_is_refused_with_what_was_typed(closed: Case, signed_in: SignedIn) -> None:
    answer = signed_in("hua").post(
        f"/desk/calls/ring/{closed.number}/not-reached/", {"again_at": "2026-01-01T10:00"}
    )  # fmt: skip

    assert answer.status_code == 409
    assert 'value="2026-01-01T10:00"' in answer.content.decode()


def test_others_find_no_call(closed: Case, signed_in: SignedIn) -> None:
    for name in ("an", "li", "ding"):
        assert signed_in(name).get(f"/desk/calls/ring/{closed.number}/").status_code == 404
        assert signed_in(name).get("/desk/calls/ring/").status_code == 404
        assert closed.number not in signed_in(name).get("/desk/calls/").content.decode()


def test_the_list_asks_as_much_for_many_as_for_one(town: Town, closed: Case, signed_in: SignedIn) -> None:
    hua = signed_in("hua")
    one = queries_of(hua, "/desk/calls/ring/")
    for n in range(2, 5):
        more = a_case(town, Status.CLOSED, cell=n % 4 + 1, contact=reached_by(f"1380013800{n}"))
        Case.unscoped.filter(pk=more.pk).update(closed_at=chores.now() - HOUR)

    assert len(numbers(town, chores.now())) == 4
    assert queries_of(hua, "/desk/calls/ring/") == one <= 12


def test_words_of_a_call_half_written_are_found_again_and_go_with_it(closed: Case, signed_in: SignedIn) -> None:
    agent, report = signed_in("hua"), closed.reports.get()
    page = agent.get(f"/desk/calls/ring/{report.number}/")
    agent.post(f"/desk/cases/{closed.number}/draft/{page.context['draft_names']['call_back']}/", {"note": "She says"})

    assert "She says</textarea>" in agent.get(f"/desk/calls/ring/{report.number}/").text
    said = {"step": closed.step, "report": report.pk, "solved": "yes", "stars": "5", "note": "She says it is well."}
    agent.post(f"/desk/calls/ring/{report.number}/call_back/", said)
    assert not Draft.objects.exists()
