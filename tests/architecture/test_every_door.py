"""Every address of the product × every person × cases that are not theirs: nothing is shown and nothing changes.

The addresses are read from the product itself. One without parameters is looked at as it is; one with a case's number
is tried with that number; any other stands in OTHER_KEYS with a way to make it, or in NO_CASE. So a new address that is
in neither fails here.
"""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from cases import bulk, chores, indexing
from cases.bulk_moves import BULK_MOVES, offered_to
from cases.forms_board import ACTS
from cases.models import Attachment, Case, Delivery, FieldTask, HistoryEntry, Leg, Notice, SavedView, Status
from cases.views import acceptance_desk, coordination_desk, dispatch_desk
from cases.views.desk_steps import DESK_MOVES
from departments.access import grant_postings
from departments.models import Posting, User
from departments.roles import ROLES, Role
from tests.architecture.conftest import Everywhere
from tests.builders import fresh
from tests.cases.components import a_component
from tests.city import NOON, Town
from tests.who_sees import numbers_in, should_see

NOBODY = "TT260916-999999"
# Who sees a part of the cases, or none. Wei holds every desk there is, but in the west alone, and works for the lamps.
LOOKERS, DOERS = ["wei", "ou", "he", "adam", "passer"], ["wei", "passer"]
SAID = {"step": "99", "note": "x", "words": "x", "reason": "x", "doing": "viewing", "again_at": "2030-01-01T12:00"}
ACTIONS = {
    "case-move": list(DESK_MOVES),
    "acceptance-act": sorted(acceptance_desk.MOVES),
    "dispatch-act": sorted(dispatch_desk.MOVES),
    "coordination-act": sorted(coordination_desk.MOVES),
    "ring-up-act": ["reveal", "not-reached", "kept", "call_back"],
    "case-say": ["own", "departments", "citizen"],
    "case-draft": ["finish"],
    "case-public": ["publish", "hide"],
    "part-links-act": ["take-back", "confirm", "back", "answer"],
}
# What a citizen may open of every published case, with its public words.
PUBLIC = {"public-case", "follow"}
# Doors that show no case, or only what the holder of a cookie or a secret has told themselves.
NO_CASE = {
    "set_language", "password_reset_confirm", "report-photo", "map-base", "map-tile", "basemap-tile", "field-shell",
    "wall-link-end", "roster-plan", "roster-strike-out", "duty-set", "duty-set-file", "duty-set-try", "duty-set-adopt",
    "duty-set-copy", "duty-trial", "grid-import-file", "grid-export", "grid-edit", "grid-check", "grid-adopt",
    "grid-edition", "grid-undo", "grid-assign", "grid-release", "settings-department", "settings-department-end",
    "settings-person", "settings-person-post", "settings-posting-end", "settings-person-away", "settings-absence-end",
    "settings-person-close", "settings-person-open", "settings-person-link", "settings-category",
    "settings-category-end", "settings-ladder", "settings-template", "settings-template-end", "settings-macro",
    "settings-macro-end", "settings-reason", "settings-reason-end", "settings-stage-untime", "settings-calendar",
    "settings-calendar-week", "settings-calendar-known", "settings-calendar-take", "settings-standard",
    "settings-standard-end", "settings-pack-sent",
}  # fmt: skip
# What a list is asked so that it has something to show.
ASKED = {
    "desk-search": ["q=hole", "q=13800138000", "q=TT260916", "q=Lake"],
    "desk-cases": ["late=1", "area=990101&boundaries=now", "status=open", "reported=30", "department=roads"],
    "desk-queue": ["department=roads", "department=lamps", "group=day", "q=hole"],
    "desk-board": ["list=late", "list=72h", "area=990101", "department=lamps", "part=list"],
    "map-cases": ["bbox=102,24,103,26&zoom=18&measure=reported", "bbox=102,24,103,26&zoom=18&measure=open"],
    "desk-map-table": ["measure=open", "measure=reported"],
    "queue-news": ["department=roads"],
}


def addresses(found: Any = None, before: str = "") -> Iterator[tuple[str, str, set[str]]]:
    """Every named address: its name, its path, and the names of its parameters."""
    for one in get_resolver().url_patterns if found is None else found:
        path = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from () if one.app_name == "admin" else addresses(one.url_patterns, path)
        elif isinstance(one, URLPattern):
            yield one.name or path, path, set(one.pattern.converters) | _in(path)


def _in(path: str) -> set[str]:
    return {part.split(":")[-1].split(">")[0] for part in path.split("<")[1:]}


PLAIN = sorted(name for name, path, keys in addresses() if not keys)
BY_NUMBER = {name: keys for name, path, keys in addresses() if "number" in keys and name not in NO_CASE}


@pytest.fixture
def town(everywhere: Everywhere) -> Town:
    return everywhere[0]


@pytest.fixture(autouse=True)
def wei(town: Town) -> None:
    person = town.people["wei"] = User.objects.create(username="wei", password="x", name_en="Wei", name_zh="wei")
    for role, means in ROLES.items():
        area = town.areas["west"] if means.posted_in == "area" else None
        if role != Role.ADMINISTRATOR:
            Posting.objects.create(
                user=person, role=role, area=area, department=None if area else town.departments["lamps"]
            )
    grant_postings(on=NOON.date())


@pytest.fixture
def told(town: Town, cases: list[Case]) -> list[Case]:
    """The cases, each with words and an address of its own that no other page may hold."""
    for case in cases:
        Case.unscoped.filter(pk=case.pk).update(words=f"hole {secret_of(case)}", address=f"{secret_of(case)} Lake Road")
        case.reports.update(words=f"hole {secret_of(case)}")
    indexing.index_waiting()
    Notice.objects.filter(pk__in=list(Notice.objects.values_list("pk", flat=True)[:5])).update(
        dead_at=chores.now(), done_at=None
    )
    return cases


def secret_of(case: Case) -> str:
    return f"SECRET{case.pk:07}"


def state_of_all() -> list[Any]:
    rows = Case.unscoped.order_by("pk").values_list("pk", "step", "entries", "status", "published_at", "urgent")
    legs = Leg.objects.order_by("pk").values_list("pk", "state", "assignee")
    return [*rows, *legs, HistoryEntry.objects.count(), Delivery.objects.count(), Attachment.objects.count()]


def hidden_from(name: str, cases: list[Case]) -> list[Case]:
    person = User.objects.get(username=name)
    return [case for case in cases if not should_see(person, case)]


def shows_none_of(answer: Any, hidden: list[Case], door: str) -> None:
    if getattr(answer, "streaming", False) or "text" not in answer.headers.get("Content-Type", "text"):
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    else:
        body = answer.content
    text = body.decode(errors="replace")
    assert not numbers_in(text) & {case.number for case in hidden}, door
    assert not [case for case in hidden if secret_of(case) in text], door


def test_every_address_is_in_the_matrix() -> None:
    known = {*PLAIN, *BY_NUMBER, *OTHER_KEYS, *NO_CASE}

    assert {name for name, _path, _keys in addresses()} - known == set()
    assert (NO_CASE | set(OTHER_KEYS)) - {name for name, _path, _keys in addresses()} == set()


@pytest.mark.parametrize("name", LOOKERS)
def test_no_page_without_parameters_shows_a_case_of_others(
    told: list[Case], signed_in: Callable[[str], Client], name: str
) -> None:
    client, hidden = signed_in(name), hidden_from(name, told)
    open_to_all, shown = [case for case in hidden if case.published_at], ""

    for door in PLAIN:
        public = open_to_all if door.startswith("public-") or door == "home" else []
        for asked in ["", *ASKED.get(door, [])]:
            answer = client.get(f"{reverse(door)}?{asked}")
            assert answer.status_code < 500, door
            shows_none_of(answer, [case for case in hidden if case not in public], f"{door}?{asked}")
            shown += "" if answer.streaming else answer.content.decode(errors="replace")

    # The pages are no empty ones: what is theirs stands there.
    assert numbers_in(shown) >= {case.number for case in told if case not in hidden}


@pytest.mark.parametrize("name", DOERS)
def test_a_case_of_others_is_at_no_door_and_cannot_be_changed(
    told: list[Case], signed_in: Callable[[str], Client], name: str
) -> None:
    client, hidden = signed_in(name), hidden_from(name, told)
    before = state_of_all()

    for door, keys in BY_NUMBER.items():
        case = next(one for one in hidden if door not in PUBLIC or not one.published_at)
        tries = [(client.get, ACTIONS.get(door, ["x"])[0]), *((client.post, one) for one in ACTIONS.get(door, ["x"]))]
        for ask, action in tries:
            there, nowhere = (ask(path_of(door, keys, number, action), SAID) for number in (case.number, NOBODY))
            assert there.status_code == nowhere.status_code, (door, action, ask)
            assert secret_of(case) not in there.content.decode(errors="replace"), (door, action)

    assert state_of_all() == before


def path_of(door: str, keys: set[str], number: str, action: str) -> str:
    given = {"number": number, "action": action, "pk": 1, "code": "x"}
    return reverse(door, kwargs={key: given[key] for key in keys})


# Doors with other keys: how to open each for a case, and whether it may only be opened by who sees that case.
OTHER_KEYS: dict[str, Callable[[Case], dict[str, Any]]] = {
    "photo": lambda case: {"pk": case.attachments.get().pk},
    "photo-small": lambda case: {"pk": case.attachments.get().pk},
    "cell-card": lambda case: {"code": case.cell.code if case.cell else "x"},
    "desk-component": lambda case: {"code": case.component.code if case.component else "x"},
    "field-task": lambda case: {"pk": task.pk if (task := FieldTask.objects.filter(case=case).first()) else 0},
    "desk-bulk-run": lambda case: {"pk": a_run_with(case)},
    "bulk-start": lambda case: {"pk": a_run_with(case)},
    "bulk-undo": lambda case: {"pk": a_run_with(case)},
    "view-change": lambda case: {"pk": SavedView.objects.get().pk, "what": "delete"},
    "dead-letters-replay": lambda case: {"source": "notice", "pk": a_dead_letter_of(case)},
    "dead-letters-replay-all": lambda case: {"source": "notice", "kind": "route"},
    "track": lambda case: {"token": "x" * 20},
    "track-withdraw": lambda case: {"token": "x" * 20},
    "report-thanks": lambda case: {"token": "x" * 20},
    "unfollow": lambda case: {"token": "x" * 20},
    "wall": lambda case: {"token": "x" * 20},
    "part-link": lambda case: {"secret": "x" * 20},
    "part-photo": lambda case: {"secret": "x" * 20, "pk": case.attachments.get().pk},
    "part-photo-small": lambda case: {"secret": "x" * 20, "pk": case.attachments.get().pk},
}


def a_run_with(case: Case) -> int:
    """A run that somebody else has drafted, with the case in it."""
    li = User.objects.get(username="li")
    return bulk.draft(next(iter(offered_to(li))), [case], by=li, at=chores.now(), origin="/desk/queue/").pk


def a_dead_letter_of(case: Case) -> int:
    letter = Notice.objects.filter(case=case).first()
    if letter is None:
        return 0
    Notice.objects.filter(pk=letter.pk).update(dead_at=chores.now(), done_at=None)
    return letter.pk


@pytest.mark.parametrize("name", DOERS)
def test_no_other_key_opens_a_case_of_others(
    town: Town, told: list[Case], signed_in: Callable[[str], Client], name: str
) -> None:
    client, hidden = signed_in(name), hidden_from(name, told)
    lamp = a_component(town)
    Case.unscoped.filter(category__code="C0137").update(component=lamp)
    SavedView.objects.create(name="Theirs", owner=town.people["hua"], filters={})
    before = [state_of(case) for case in hidden]

    for door, keys in OTHER_KEYS.items():
        case = next(one for one in hidden if not (door.startswith("photo") and one.published_at))
        url = reverse(door, kwargs=keys(Case.unscoped.get(pk=case.pk)))
        for ask in (client.get, client.post):
            shows_none_of(ask(url), hidden, door)

    assert [state_of(case) for case in hidden] == before
    assert SavedView.objects.exists()


def named_in_forms(own: Case, other: Case) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every form in which one case names another: by its number, or by a row that was ticked."""
    say = {"step": own.step, "note": "x", "reason": "x"}
    for desk in ("acceptance-act", "case-move"):
        yield reverse(desk, args=[own.number, "merge"]), {**say, "into": other.number}
    for kind in ("follows", "caused_by"):
        yield reverse("case-link", args=[own.number]), {**say, "other": other.number, "kind": kind}
    call = {"words": "x", "phone": "13800138000", "address": "x", "key": str(uuid4())}
    yield reverse("desk-caller"), {**call, "same": other.number}
    yield reverse("dispatch-certain"), {"which": "ticked", "pick": [f"{other.number}:{other.step}"]}
    for move in BULK_MOVES:
        yield reverse("desk-bulk"), {"move": move, "origin": "/desk/queue/", "case": [own.number, other.number]}
    for act in ACTS:
        chosen = [other.number, f"{other.number}:{other.step}"]
        yield reverse("desk-board-act"), {"do": act, "case": chosen, f"{act}-note": "x", f"{act}-hours": "4"}
    yield reverse("desk-board-act"), {"one": f"{other.number}:{other.step}"}


def test_a_case_of_others_that_a_form_names_is_neither_shown_nor_changed(
    told: list[Case], signed_in: Callable[[str], Client]
) -> None:
    client, hidden = signed_in("wei"), hidden_from("wei", told)
    others = [next(case for case in hidden if case.status == status) for status in (Status.FILED, Status.DISPATCHED)]
    own = next(case for case in told if case not in hidden and case.status == Status.FILED)
    before = [state_of(case) for case in others]

    for other in others:
        for url, said in named_in_forms(fresh(own), fresh(other)):
            answer = client.post(url, said, follow=True)
            assert answer.status_code < 500, url
            assert secret_of(other) not in answer.text, (url, said)

    assert [state_of(case) for case in others] == before


def state_of(case: Case) -> tuple[Any, ...]:
    now = fresh(case)
    parts = sorted(now.legs.values_list("pk", "state", "assignee"))
    return now.step, now.entries, now.status, now.urgent, parts, now.reports.count()
