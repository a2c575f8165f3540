"""The big screen: figures only, by a link without signing in, followed by its own version, taken back at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from cases import chores, wall_links
from cases.grounds import Ground
from cases.models import Status, WallLink
from cases.views import wall
from departments.access import grant_postings
from departments.models import Posting
from tests.builders import a_case
from tests.city import NOON, Town

SignedIn = Callable[[str], Client]
DAY = timedelta(days=1)


def a_link(town: Town, *, days: int = 30, by: str = "su", ground: Ground | None = None, language: str = "en") -> str:
    """Return the path of a link made a moment ago."""
    at = chores.now()
    link = wall_links.make(
        name="Hall", ground=ground or Ground(), until=at + days * DAY, language=language, by=town.people[by], at=at
    )
    return wall_links.address_of(link).partition("localhost:8000")[2]


def test_a_link_opens_figures_without_signing_in_and_sets_no_cookie(town: Town) -> None:
    a_case(town, Status.HANDLING, words="Ring Wang Fang at 13800001234.")

    answer = Client().get(a_link(town))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert not answer.cookies
    assert "kpi-value" in page
    assert "Wang Fang" not in page
    assert "/desk/" not in page.partition("<body")[2]
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_an_unchanged_screen_hears_nothing_and_a_changed_one_gets_its_part(
    town: Town, django_assert_num_queries: Callable
) -> None:
    screen, path = Client(), a_link(town)
    version = screen.get(path).headers["X-Live-Version"]
    with django_assert_num_queries(3):  # the clock, the link, the version
        answer = screen.get(path, headers={"X-Live-Version": version})
    assert (answer.status_code, answer.headers["X-Release"]) == (204, wall.release())

    a_case(town, Status.HANDLING)

    answer = screen.get(path, headers={"X-Live-Version": version})
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()


def test_a_screen_speaks_the_language_of_its_link(town: Town) -> None:
    answer = Client().get(a_link(town, language="zh-hans"))

    assert '<html lang="zh-hans"' in answer.content.decode()


@pytest.mark.parametrize("token", ["1", "1:forged", "x:y", "999:"])
def test_a_forged_address_opens_nothing(town: Town, token: str) -> None:
    a_link(town)

    assert Client().get(f"/wall/{token}/").status_code == 404


def test_a_link_ends_when_it_is_taken_back_or_over_or_its_maker_has_left(town: Town) -> None:
    path = a_link(town)
    WallLink.objects.update(until=chores.now() - DAY)
    assert Client().get(path).status_code == 404

    taken = a_link(town)
    wall_links.take_back(WallLink.objects.latest("pk").pk, by=town.people["su"], at=chores.now())
    assert Client().get(taken).status_code == 404

    left = a_link(town)
    Posting.objects.filter(user=town.people["su"]).update(valid_to=NOON.date() - DAY)
    grant_postings(on=NOON.date())
    assert Client().get(left).status_code == 404


def test_a_link_shows_its_own_ground(town: Town) -> None:
    a_case(town, Status.HANDLING, cell=2)

    west = Client().get(a_link(town, by="west_su", ground=Ground(area=town.areas["west"])))
    city = Client().get(a_link(town))

    assert (west.context["tally"].open, city.context["tally"].open) == (0, 1)


def test_a_supervisor_makes_a_link_and_takes_it_back(town: Town, signed_in: SignedIn) -> None:
    su = signed_in("su")
    until = (chores.now() + 30 * DAY).date()

    su.post("/desk/board/links/?area=990101", {"name": "Hall", "until": until, "language": "zh-hans"})
    link = WallLink.objects.get()
    assert (link.area, link.language) == (town.areas["west"], "zh-hans")
    assert wall_links.address_of(link) in su.get("/desk/board/links/").content.decode()

    su.post(f"/desk/board/links/{link.pk}/")
    assert WallLink.objects.get().revoked_at is not None


@pytest.mark.parametrize(("days", "words"), [(-1, "at least tomorrow"), (400, "at most in a year")])
def test_a_link_has_an_end_in_reach(town: Town, signed_in: SignedIn, days: int, words: str) -> None:
    until = (chores.now() + days * DAY).date()

    answer = signed_in("su").post("/desk/board/links/", {"name": "Hall", "until": until, "language": "en"})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Hall" in answer.content.decode()


def test_only_its_maker_takes_a_link_back(town: Town, signed_in: SignedIn) -> None:
    a_link(town)

    assert signed_in("west_su").post(f"/desk/board/links/{WallLink.objects.get().pk}/").status_code == 404
    assert signed_in("li").get("/desk/board/links/").status_code == 404
