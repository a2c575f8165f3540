"""The roster page: the head of a department plans the own people, and is told what cannot be."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases import chores
from departments import roster, shifts
from departments.models import Absence, Posting, Shift
from tests.builders import HOUR
from tests.city import NOON, Town

SignedIn = Callable[[str], Client]
PAGE = "/desk/roster/"
WEDNESDAY = "2026-09-16"


def planned(client: Client, what: str, person: object, begins: str, ends: str, **more: object) -> object:
    given = {"user": person.pk, "begins_at": begins, "ends_at": ends, "department": "roads", "week": WEDNESDAY, **more}  # type: ignore[attr-defined]
    return client.post(f"{PAGE}{what}/", given)


def night(town: Town, name: str = "li", *, begins: datetime = NOON, **more: object) -> Shift:
    roads = town.departments["roads"]
    return Shift.objects.create(
        user=town.people[name], department=roads, begins_at=begins, ends_at=begins + 8 * HOUR, **more
    )


def test_the_page_is_the_heads_alone(town: Town, signed_in: SignedIn) -> None:
    assert signed_in("he").get(PAGE).status_code == 200
    for name in ("li", "ding", "su", "adam"):
        assert signed_in(name).get(PAGE).status_code == 404


def test_a_shift_over_midnight_stands_on_both_days_in_the_citys_time(town: Town, signed_in: SignedIn) -> None:
    answer = planned(
        signed_in("he"), "shift", town.people["li"], "2026-09-16T20:00", "2026-09-17T08:00",
        duty_officer="on", call_order=2,
    )  # fmt: skip

    shift = Shift.objects.get()
    assert answer.status_code == 302
    assert (shift.department.code, shift.duty_officer, shift.call_order) == ("roads", True, 2)
    assert (shift.begins_at, shift.ends_at) == (NOON + 8 * HOUR, NOON + 20 * HOUR)
    page = signed_in("he").get(answer.url).content.decode()
    assert "20:00–…" in page
    assert "…–08:00" in page


def test_an_end_before_the_beginning_is_refused_with_what_to_do(town: Town, signed_in: SignedIn) -> None:
    answer = planned(signed_in("he"), "shift", town.people["li"], "2026-09-16T20:00", "2026-09-16T08:00", call_order=1)

    assert answer.status_code == 422
    assert "The end must lie after the beginning" in answer.content.decode()
    assert 'value="2026-09-16T20:00"' in answer.content.decode()  # what was typed stays
    assert not Shift.objects.exists()


def test_nobody_is_on_two_shifts_at_once(town: Town, signed_in: SignedIn) -> None:
    night(town)

    answer = planned(signed_in("he"), "shift", town.people["li"], "2026-09-16T19:00", "2026-09-16T23:00", call_order=1)

    assert answer.status_code == 422
    assert "on another shift during that time" in answer.content.decode()
    assert Shift.objects.count() == 1


def test_one_shift_may_begin_when_another_ends(town: Town, signed_in: SignedIn) -> None:
    night(town)

    planned(signed_in("he"), "shift", town.people["li"], "2026-09-16T20:00", "2026-09-16T23:00", call_order=1)

    assert Shift.objects.count() == 2


def test_a_head_plans_the_own_people_only(town: Town, signed_in: SignedIn) -> None:
    answer = planned(
        signed_in("he"), "shift", town.people["deng"], "2026-09-16T20:00", "2026-09-16T23:00", call_order=1
    )

    assert answer.status_code == 422
    assert not Shift.objects.exists()


def test_an_absence_with_a_deputy_counts_from_its_first_instant(town: Town, signed_in: SignedIn) -> None:
    li, lu = town.people["li"], town.people["lu"]

    planned(signed_in("he"), "absence", li, "2026-09-16T12:00", "2026-09-18T12:00", deputy=lu.pk)

    assert roster.standing_in([li], NOON) == [lu]


def test_a_person_is_not_their_own_deputy(town: Town, signed_in: SignedIn) -> None:
    li = town.people["li"]

    answer = planned(signed_in("he"), "absence", li, "2026-09-16T12:00", "2026-09-18T12:00", deputy=li.pk)

    assert answer.status_code == 422
    assert "Nobody is their own deputy" in answer.content.decode()


def test_a_circle_of_deputies_is_written_down_with_a_warning(town: Town, signed_in: SignedIn) -> None:
    li, lu = town.people["li"], town.people["lu"]
    Absence.objects.create(user=lu, deputy=li, begins_at=NOON + 24 * HOUR, ends_at=NOON + 36 * HOUR)

    answer = planned(signed_in("he"), "absence", li, "2026-09-16T12:00", "2026-09-18T12:00", deputy=lu.pk)

    page = signed_in("he").get(answer.url, follow=True).content.decode()
    assert Absence.objects.count() == 2
    absence = Absence.objects.get(user=li)
    assert shifts.nobody_from(absence) == NOON + 24 * HOUR
    assert "Away" in page


def test_the_warning_names_the_person_and_the_instant(town: Town, signed_in: SignedIn) -> None:
    client, li = signed_in("he"), town.people["li"]

    answer = planned(client, "absence", li, "2026-09-16T12:00", "2026-09-18T12:00")

    assert "nobody stands in for Li" in client.get(answer.url).content.decode()


def test_the_deputy_of_the_posting_fills_the_gap(town: Town) -> None:
    Posting.objects.filter(user=town.people["li"]).update(deputy=town.people["lu"])
    absence = Absence.objects.create(user=town.people["li"], begins_at=NOON, ends_at=NOON + HOUR)

    assert shifts.nobody_from(absence) is None


def test_a_head_takes_shifts_of_the_own_department_out_again(town: Town, signed_in: SignedIn) -> None:
    mine, other = night(town), night(town, "deng")
    Shift.objects.filter(pk=other.pk).update(department=town.departments["lamps"])
    client = signed_in("he")

    assert client.post(f"{PAGE}shift/{mine.pk}/", {"department": "roads"}).status_code == 302
    assert client.post(f"{PAGE}shift/{other.pk}/", {"department": "roads"}).status_code == 403
    assert client.post(f"{PAGE}shift/{mine.pk}/", {"department": "roads"}).status_code == 404
    assert Shift.objects.get() == other


def test_a_week_costs_as_much_for_many_shifts_as_for_few(town: Town, signed_in: SignedIn) -> None:
    client, counts, at = signed_in("he"), [], chores.now()
    for n in range(3):
        night(town, "li", begins=at + n * timedelta(hours=9))
        night(town, "lu", begins=at + n * timedelta(hours=9))
        Absence.objects.create(user=town.people["he"], deputy=town.people["lu"], begins_at=at, ends_at=at + HOUR)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(PAGE).status_code == 200
        counts.append(len(asked))

    assert len(set(counts)) == 1
    assert counts[0] <= 20
