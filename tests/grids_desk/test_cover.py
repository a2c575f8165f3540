"""The page of cover: gaps first, and officers assigned and released on it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import shapely
from django.test import Client
from shapely.geometry import shape

from cases import chores
from departments.models import Posting
from grids.boundaries import write_outlines
from grids.city import city_day
from tests.city import Town
from tests.grids.importing.files import square

SignedIn = Callable[[str], Client]
WEST = "990101001001"


def today() -> str:
    return city_day(chores.now()).isoformat()


def states(client: Client, **asked: str) -> list[tuple[str, str]]:
    return [(row.area.code, row.state.value) for row in client.get("/desk/grids/cover/", asked).context["rows"]]


def assign(client: Client, town: Town, name: str = "wu", **more: str) -> object:
    wish = {"officer": town.people[name].pk, "on": today(), **more}
    return client.post(f"/desk/grids/cover/{WEST}/assign/", wish, follow=True)


def test_gaps_stand_first_and_are_counted(town: Town, signed_in: SignedIn) -> None:
    adam = signed_in("adam")
    assign(adam, town)

    assert states(adam) == [("990102001001", "gap"), (WEST, "here")]
    assert [kpi["value"] for kpi in adam.get("/desk/grids/cover/").context["kpis"]] == [1, 0, 0, 1]


def test_the_list_is_narrowed_by_words_and_cover(town: Town, signed_in: SignedIn) -> None:
    adam = signed_in("adam")
    assign(adam, town)

    assert states(adam, q="EAST") == [("990102001001", "gap")]
    assert states(adam, state="here") == [(WEST, "here")]


def test_an_officer_is_assigned_and_released(town: Town, signed_in: SignedIn) -> None:
    adam = signed_in("adam")

    answer = assign(adam, town)
    assert b"Wu is assigned to West Community" in answer.content
    posting = Posting.objects.get(area__code=WEST)
    answer = adam.post(f"/desk/grids/cover/postings/{posting.pk}/release/", follow=True)

    assert b"Wu is no longer assigned to West Community" in answer.content
    assert states(adam) == [(WEST, "gap"), ("990102001001", "gap")]


def test_a_refused_assignment_is_said_at_the_form(town: Town, signed_in: SignedIn) -> None:
    adam = signed_in("adam")
    assign(adam, town)

    assert assign(adam, town).status_code == 409
    assert assign(adam, town, on="2020-01-01").status_code == 422
    assert assign(adam, town, name="li").status_code == 422


def test_the_map_gets_no_more_than_outlines_and_cover(town: Town, signed_in: SignedIn) -> None:
    answer = signed_in("su").get("/desk/grids/cover/land.json").json()

    assert answer == {"type": "FeatureCollection", "features": []}  # this town draws no communities


def test_the_map_draws_the_outlines_of_today_and_none_of_tomorrow(town: Town, signed_in: SignedIn) -> None:
    west, day = town.areas["west community"], city_day(chores.now())
    write_outlines({west.pk: square(0, 0)}, on=day)
    write_outlines({west.pk: square(1, 1)}, on=day + timedelta(days=1))

    [drawn] = signed_in("su").get("/desk/grids/cover/land.json").json()["features"]

    assert shapely.equals(shape(drawn["geometry"]), square(0, 0))


def test_an_officer_of_a_department_is_not_released_from_a_grid(town: Town, signed_in: SignedIn) -> None:
    posting = Posting.objects.create(
        user=town.people["wu"], role="officer", department=town.departments["roads"], valid_from="2026-01-01"
    )

    answer = signed_in("adam").post(f"/desk/grids/cover/postings/{posting.pk}/release/")

    assert answer.status_code == 404
    assert Posting.objects.get(pk=posting.pk).valid_to is None


@pytest.mark.parametrize(("name", "status"), [("su", 403), ("li", 404), ("wu", 404)])
def test_only_administrators_change_who_covers(town: Town, signed_in: SignedIn, name: str, status: int) -> None:
    assert assign(signed_in(name), town).status_code == status
    own = Posting.objects.get(user=town.people["wu"])
    assert signed_in(name).post(f"/desk/grids/cover/postings/{own.pk}/release/").status_code == status
    assert Posting.objects.filter(user=town.people["wu"], valid_to=None).count() == 1
