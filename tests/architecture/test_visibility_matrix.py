"""Who may see which case, once by a plain reading of the postings and once through every door: always the same.

Role × department × area × door, for each person of the town; test_every_door.py takes every address of the product.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.models import Count
from django.test import Client
from django.urls import reverse

from cases import board, chores, queries
from cases.models import Case, Leg, Notice
from cases.scoped import ScopeMissing
from departments.access import scope_of
from departments.models import User
from tests.architecture.conftest import Everywhere
from tests.city import NOON, Town
from tests.who_sees import PEOPLE, numbers_in, should_see


@pytest.fixture
def town(everywhere: Everywhere) -> Town:
    return everywhere[0]


def list_by_query(person: User, _client: Client, _cases: list[Case]) -> set[str]:
    found = queries.visible_to(person)
    assert found.count() == len(found) == len(list(found.iterator()))
    return {case.number for case in found}


def list_by_api(_person: User, client: Client, _cases: list[Case]) -> set[str]:
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = client.get(f"/api/v1/cases/?limit=3&after={after}").json()
        seen += [row["number"] for row in page["cases"]]
        after = page["next"]
    assert len(seen) == len(set(seen))
    return set(seen)


def detail_by_api(_person: User, client: Client, cases: list[Case]) -> set[str]:
    return opened(client, cases, lambda case: f"/api/v1/cases/{case.number}/")


def case_page(_person: User, client: Client, cases: list[Case]) -> set[str]:
    return opened(client, cases, lambda case: reverse("desk-case", args=[case.number]))


def photo_of_case(_person: User, client: Client, cases: list[Case]) -> set[str]:
    return opened(client, cases, lambda case: reverse("photo", args=[case.attachments.get().pk]))


def opened(client: Client, cases: list[Case], url: Callable[[Case], str]) -> set[str]:
    answers = {case.number: client.get(url(case)).status_code for case in cases}
    assert set(answers.values()) <= {200, 404}
    return {number for number, status in answers.items() if status == 200}


WHOLE = (list_by_query, list_by_api, detail_by_api, case_page, photo_of_case)


@pytest.mark.parametrize("name", PEOPLE)
def test_every_door_shows_the_same_cases(
    town: Town, cases: list[Case], signed_in: Callable[[str], Client], name: str
) -> None:
    person, client = User.objects.get(username=name), signed_in(name)
    expected = {case.number for case in cases if should_see(person, case)}

    found = {door.__name__: door(person, client, cases) for door in WHOLE}

    assert found == dict.fromkeys(found, expected)


def lists_of(client: Client) -> Iterator[str]:
    for route in ("desk-cases", "desk-queue", "desk-acceptance", "desk-dispatch", "desk-checks", "desk-closing"):
        yield reverse(route)
    yield from (
        reverse("desk-board"),
        reverse("desk-dead-letters"),
        reverse("inbox"),
        f"{reverse('desk-cases')}?late=1",
        f"{reverse('desk-cases')}?area=990101&boundaries=now",
        f"{reverse('map-cases')}?bbox=102,24,103,26&zoom=18&measure=reported",
    )


@pytest.mark.parametrize("name", PEOPLE)
def test_no_list_shows_more_than_the_person_may_see(
    town: Town, cases: list[Case], signed_in: Callable[[str], Client], name: str
) -> None:
    person, client = User.objects.get(username=name), signed_in(name)
    expected = {case.number for case in cases if should_see(person, case)}
    Notice.objects.update(dead_at=chores.now(), done_at=None)  # or the board of dead letters would be empty

    for url in lists_of(client):
        answer = client.get(url)
        assert answer.status_code in (200, 404), url
        assert numbers_in(answer.content.decode()) <= expected, url


@pytest.mark.parametrize("name", ["su", "west_su"])
def test_a_board_counts_exactly_the_cases_that_its_list_opens(town: Town, cases: list[Case], name: str) -> None:
    person = User.objects.get(username=name)
    rows = queries.visible_to(person).values_list("status").annotate(cases=Count("pk"))

    counted = board.by_status(board.counts(scope_of(person).reach("supervise_cases")))

    assert {status: number for status, number in counted.items() if number} == dict(rows)


@pytest.mark.parametrize("name", PEOPLE)
def test_what_is_late_is_among_what_is_seen(
    town: Town, cases: list[Case], signed_in: Callable[[str], Client], name: str
) -> None:
    Leg.objects.update(due_at=NOON)  # long ago for the page, which reads the clock of today
    seen = set(queries.visible_to(User.objects.get(username=name)).values_list("number", flat=True))

    assert numbers_in(signed_in(name).get("/desk/cases/?late=1").text) <= seen


def test_a_visitor_sees_no_case_at_any_staff_door(town: Town, cases: list[Case]) -> None:
    client = Client()
    urls = [*lists_of(client), reverse("desk-case", args=[cases[0].number])]

    assert {client.get(url).status_code for url in urls} == {302}
    assert (
        client.get("/api/v1/cases/").status_code == client.get(f"/api/v1/cases/{cases[0].number}/").status_code == 401
    )
    assert client.get(reverse("photo", args=[cases[0].attachments.get().pk])).status_code == 404


WAYS: dict[str, Callable[[Any], object]] = {
    "list": list,
    "len": len,
    "bool": bool,
    "index": lambda some: some[0],
    "slice": lambda some: list(some[:2]),
    "get": lambda some: some.get(pk=1),
    "first": lambda some: some.first(),
    "last": lambda some: some.last(),
    "earliest": lambda some: some.earliest("pk"),
    "count": lambda some: some.count(),
    "exists": lambda some: some.exists(),
    "contains": lambda some: some.contains(Case(pk=1)),
    "aggregate": lambda some: some.aggregate(Count("pk")),
    "iterator": lambda some: list(some.iterator()),
    "values": lambda some: list(some.values("pk")),
    "values_list": lambda some: list(some.values_list("pk")),
    "in_bulk": lambda some: some.in_bulk([1]),
    "dates": lambda some: list(some.dates("reported_at", "day")),
    "explain": lambda some: some.explain(),
    "union": lambda some: list(some.union(Case.unscoped.all())),
    "or": lambda some: list(some | some.filter(pk=1)),
    "update": lambda some: some.update(words=""),
    "delete": lambda some: some.delete(),
    "get_or_create": lambda some: some.get_or_create(number="x"),
}


@pytest.mark.parametrize("way", WAYS)
def test_cases_without_a_scope_are_refused_in_every_way_of_asking(db: None, way: str) -> None:
    with pytest.raises(ScopeMissing):
        WAYS[way](Case.objects.all())


def test_a_union_of_the_scoped_and_the_unscoped_is_refused(town: Town) -> None:
    scoped = queries.visible_to(town.people["su"])

    with pytest.raises(ScopeMissing):
        list(Case.objects.all() | scoped)
