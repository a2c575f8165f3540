"""Who may see which case, once by a plain reading of the postings and once through every door: always the same.

Role × department × area × door, for each person of the town. Later doors are added to the table at the end.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db.models import Count
from django.test import Client
from django.urls import reverse
from PIL import Image

from cases import board, chores, photos, queries
from cases.models import Case, CaseShare, FieldTask, Leg, Notice, Status
from cases.photos import CleanPhoto
from cases.scoped import ScopeMissing
from departments.access import scope_of
from departments.models import Posting, User
from departments.roles import Role
from grids.models import Area
from tests.builders import a_case, a_report, a_routed_case, fresh
from tests.city import NOON, Town

PEOPLE = [
    "ding", "duan", "an", "shi", "su", "west_su", "wu", "wen", "ou", "he", "li", "lu", "deng", "qing", "adam", "passer",
]  # fmt: skip
NUMBER = re.compile(r"TT\d{6}-\d{6}")


@pytest.fixture
def cases(town: Town, settings: Any, tmp_path: Any) -> list[Case]:
    """Cases of each department and both districts, at many statuses, one without a cell, each with a photo."""
    settings.MEDIA_ROOT = tmp_path
    made = [a_routed_case(town, category=name, cell=cell) for name in ("road", "lamp", "litter") for cell in (1, 2, 4)]
    made += [a_case(town, status, cell=3) for status in (Status.HANDLING, Status.CHECKING, Status.CLOSED)]
    east = town.areas["east community"]
    made.append(a_routed_case(town, cell=None, area_id=east.pk, area_path=east.path, address="12 Lake Road"))
    made = [fresh(case) for case in [*made, a_report(town, cell=2, category="noise")]]
    now = chores.now()
    for case, until in ((made[0], now + timedelta(hours=1)), (made[1], now - timedelta(hours=1))):
        CaseShare.objects.create(case=case, user=town.people["passer"], until=until)
    for case in made:
        photos.keep([a_picture()], case_id=case.pk, report_id=None, stage="report", by=None, at=now)
    return made


def a_picture() -> CleanPhoto:
    file = BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG")
    return CleanPhoto(file.getvalue(), 8, 8, "0" * 64)


def should_see(person: User, case: Case) -> bool:
    """The rule in plain words: by posting, by a task of one's own, or by a share that still holds."""
    departments = set(case.legs.values_list("department_id", flat=True))
    for posting in Posting.objects.filter(user=person).exclude(role=Role.ADMINISTRATOR).select_related("area"):
        if posting.department_id in departments or (posting.area and _lies_in(case, posting.area)):
            return True
    shared = CaseShare.objects.filter(case=case, user=person, until__gt=chores.now()).exists()
    return shared or FieldTask.objects.filter(case=case, officer=person).exists()


def _lies_in(case: Case, area: Area) -> bool:
    """A case that nobody has located yet lies in the city, and in no district."""
    return area.parent_id is None or case.area_path.startswith(area.path)


def numbers_in(text: str) -> set[str]:
    return set(NUMBER.findall(text))


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
