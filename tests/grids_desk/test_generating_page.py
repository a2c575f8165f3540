"""The page that generates cells: a plan to look at, adopted by administrators, without scripts."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import shapely
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from govgrid.lib.remembered import forget_all
from grids import editions
from grids.city import city_day
from grids.editions import Change
from grids.models import Area, City, Edition
from tests.city import Town
from tests.grids.land import a_community, in_degrees

SignedIn = Callable[[str], Client]
PAGE = "/desk/grids/generate/"


@pytest.fixture
def community(town: Town) -> Area:
    City.objects.update(code_widths={"community": 12, "cell": 15})
    forget_all()
    return a_community(in_degrees(shapely.box(0, 0, 300, 200)), town.areas["west street"], households=600)


def wish(community: Area, **more: object) -> dict[str, object]:
    today = city_day(timezone.now()).isoformat()
    return {"area": community.code, "way": "square", "size": 100, "on": today, **more}


def as_sent(answer: HttpResponse) -> dict[str, str]:
    """Return what the form that adopts would send, as a browser reads it from the page."""
    form = answer.content.decode().split("<main", 1)[1].split('method="post"', 1)[1].split("</form>", 1)[0]
    inputs = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', form)
    return {name: value for name, value in inputs if name != "csrfmiddlewaretoken"}


def test_a_plan_is_shown_before_anything_changes(community: Area, signed_in: SignedIn) -> None:
    before = Edition.objects.count()

    answer = signed_in("adam").get(PAGE, wish(community))

    assert answer.status_code == 200
    assert [row["number"] for row in answer.context["rows"]] == ["001", "002", "003", "004", "005", "006"]
    assert len(answer.context["outlines"]["features"]) == 6
    assert {"label": "Households a cell", "value": "99 to 101, at most 1 % off the mean"} in answer.context["facts"]
    assert Edition.objects.count() == before


def test_what_was_looked_at_is_adopted(community: Area, signed_in: SignedIn) -> None:
    adam = signed_in("adam")
    sent = as_sent(adam.get(PAGE, wish(community)))

    answer = adam.post(PAGE, sent, follow=True)

    assert "6 cells are made" in answer.content.decode()
    assert community.children.count() == 6
    assert (editions.newest().by_name, editions.newest().note) == ("Adam", "New 900: squares of 100 m")


def test_cells_that_are_there_end_only_by_a_tick(community: Area, signed_in: SignedIn) -> None:
    adam = signed_in("adam")
    adam.post(PAGE, as_sent(adam.get(PAGE, wish(community))))
    tomorrow = (city_day(timezone.now()) + timedelta(days=1)).isoformat()
    again = as_sent(adam.get(PAGE, wish(community, size=300, on=tomorrow)))

    refused = adam.post(PAGE, again)
    assert (refused.status_code, community.children.filter(valid_to=None).count()) == (409, 6)
    assert "New 900 has 6 cells" in refused.content.decode()

    assert adam.post(PAGE, {**again, "replace": "on"}).status_code == 302
    assert community.children.filter(valid_to=None).count() == 1


def test_a_grid_that_has_changed_since_is_looked_at_again(community: Area, signed_in: SignedIn) -> None:
    adam = signed_in("adam")
    sent = as_sent(adam.get(PAGE, wish(community)))
    wider = in_degrees(shapely.box(0, 0, 400, 200))
    at = timezone.now()
    editions.adopt(Change(reshape={community.pk: wider}), kind=Edition.Kind.EDIT, on=city_day(at), at=at)

    refused = adam.post(PAGE, sent)

    assert refused.status_code == 409
    assert "The grid has changed since you looked" in refused.content.decode()
    assert len(refused.context["rows"]) == 8
    assert adam.post(PAGE, as_sent(refused)).status_code == 302


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"size": ""}, "Say how large the cells are to be."),
        ({"size": 5}, "greater than or equal to 20"),
        ({"on": "2020-01-01"}, "A day that has passed keeps what it had."),
        ({"way": "star"}, "Select a valid choice"),
        ({"area": "12345"}, "Select a valid choice"),
        ({"way": "hexagon", "size": "", "resolution": ""}, "Say how large the cells are to be."),
    ],
)
def test_a_wish_that_makes_no_cells_is_said_at_its_field(
    community: Area, signed_in: SignedIn, more: dict[str, object], sentence: str
) -> None:
    answer = signed_in("adam").get(PAGE, wish(community, **more))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_refusal_of_the_step_is_said_on_the_page(town: Town, signed_in: SignedIn, community: Area) -> None:
    answer = signed_in("adam").get(PAGE, wish(town.cells[1].parent))

    assert answer.status_code == 409
    assert "West Community has no outline" in answer.content.decode()


def test_supervisors_read_the_grid_and_generate_nothing(community: Area, signed_in: SignedIn) -> None:
    assert signed_in("su").get(PAGE).status_code == 403
    assert signed_in("li").get(PAGE).status_code == 404
    assert PAGE not in signed_in("su").get("/desk/grids/").content.decode()
    assert PAGE in signed_in("adam").get("/desk/grids/").content.decode()
