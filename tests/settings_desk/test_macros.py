"""Macros on their pages: written step by step, checked before they are saved, one of two people's at a time."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from departments.models import ConfigChange, Macro, MacroStep, Reason, Template
from tests.builders import a_routed_case
from tests.city import Town

SignedIn = Callable[[str], Client]
HOME = "/desk/settings/macros/"
NAMES = {"code": "not-ours", "name_en": "Not ours", "name_zh": "非本部门", "position": "1"}


@pytest.fixture
def adam(town: Town, signed_in: SignedIn) -> Client:
    Template.objects.create(code="told", audience="citizen", name_en="Told", words_en="We come to {place}.")
    Template.objects.create(code="why", move="return", name_en="Why not", words_en="Not ours.")
    Reason.objects.create(kind="return", code="not-ours", name_en="Not ours", name_zh="非")
    Reason.objects.create(kind="extension", code="rain", name_en="Rain", name_zh="雨")
    return signed_in("adam")


def words(code: str) -> str:
    return str(Template.objects.get(code=code).pk)


def typed(*steps: dict[str, str], **other: str) -> dict[str, str]:
    """What the form sends: names, and the steps in their order."""
    count = {"steps-TOTAL_FORMS": str(len(steps)), "steps-INITIAL_FORMS": "0"}
    said = {f"steps-{n}-{name}": value for n, step in enumerate(steps) for name, value in step.items()}
    return {**NAMES, **count, **said, **other}


def two_steps() -> tuple[dict[str, str], ...]:
    return (
        {"action": "message", "template": words("told")},
        {"action": "move", "move": "return", "reason": "return:not-ours", "template": words("why")},
        {"action": ""},
    )


def made(client: Client) -> Macro:
    assert client.post(f"{HOME}new/", typed(*two_steps())).status_code == 302
    return Macro.objects.get()


def seen(client: Client) -> str:
    return str(client.get(f"{HOME}not-ours/").context["form"]["seen"].value())


def said(macro: Macro) -> list[tuple[Any, ...]]:
    return list(macro.steps.values_list("action", "move", "template__code", "fields"))


def test_a_macro_is_written_changed_and_offered_no_more(adam: Client) -> None:
    macro = made(adam)
    assert said(macro) == [
        ("message", "", "told", {}),
        ("move", "return", "why", {"reason": "not-ours"}),
    ]

    take = {"action": "assign", "to": ""}
    assert adam.post(f"{HOME}not-ours/", typed(take, seen=seen(adam), name_en="Mine")).status_code == 302
    assert adam.post(f"{HOME}not-ours/end/").status_code == 302

    macro.refresh_from_db()
    assert (macro.name_en, said(macro), macro.valid_to is not None) == (
        "Mine",
        [("assign", "", None, {"to": "me"})],
        True,
    )
    assert [one.action for one in ConfigChange.objects.order_by("pk")] == ["added", "changed", "ended"]


def test_what_is_written_here_is_done_on_a_case(town: Town, adam: Client, signed_in: SignedIn) -> None:
    take = ({"action": "move", "move": "accept"}, {"action": "assign"})
    adam.post(f"{HOME}new/", typed(*take))
    case = a_routed_case(town)

    answer = signed_in("li").post(f"/desk/cases/{case.number}/macro/not-ours/", {"step": str(case.step)})

    assert answer.status_code == 302
    assert case.legs.get().assignee == town.people["li"]


@pytest.mark.parametrize(
    ("step", "field"),
    [
        ({"action": "move"}, "move"),
        ({"action": "move", "move": "return", "reason": "extension:rain", "template": "why"}, "reason"),
        ({"action": "move", "move": "return", "template": "why"}, "reason"),
        ({"action": "move", "move": "return", "reason": "return:not-ours"}, "template"),
        ({"action": "message"}, "template"),
        ({"action": "message", "template": "why"}, "template"),
        ({"action": "assign", "to": "nobody-of-this-name"}, "to"),
        ({"action": ""}, ""),
    ],
)
def test_a_step_that_could_not_be_done_is_said_at_its_field(adam: Client, step: dict[str, str], field: str) -> None:
    step = {**step, **({"template": words(step["template"])} if "template" in step else {})}

    answer = adam.post(f"{HOME}new/", typed(step))

    steps = answer.context["steps"]
    assert answer.status_code == 422
    assert field in steps.forms[0].errors if field else steps.non_form_errors()
    assert 'value="Not ours"' in answer.content.decode()
    assert not Macro.objects.exists()


def test_what_the_pack_said_of_a_move_beside_its_reason_stays(adam: Client) -> None:
    macro = made(adam)
    macro.steps.filter(move="return").update(fields={"reason": "not-ours", "days": "3"})

    adam.post(f"{HOME}not-ours/", typed(*two_steps(), seen=seen(adam), name_en="Mine"))

    assert macro.steps.get(move="return").fields == {"reason": "not-ours", "days": "3"}


def test_the_second_of_two_people_sees_the_steps_of_both(adam: Client) -> None:
    made(adam)
    mine = typed({"action": "assign"}, seen=seen(adam))
    adam.post(f"{HOME}not-ours/", typed(two_steps()[0], seen=seen(adam), name_en="Theirs"))

    answer: HttpResponse = adam.post(f"{HOME}not-ours/", mine)

    assert answer.status_code == 409
    assert ("Name in English", "Not ours", "Theirs") in answer.context["form"].stands_now
    assert ("Steps", "Take it yourself", "Message to: The citizen") in answer.context["form"].stands_now
    assert MacroStep.objects.get().action == "message"
    again = {**mine, "seen": str(answer.context["form"]["seen"].value())}
    assert adam.post(f"{HOME}not-ours/", again).status_code == 302
    assert MacroStep.objects.get().action == "assign"


def test_supervisors_read_macros_and_nobody_else(adam: Client, signed_in: SignedIn) -> None:
    made(adam)
    su, li, page = signed_in("su"), signed_in("li"), f"{HOME}not-ours/"

    assert "Message to: The citizen" in su.get(page).content.decode()
    assert [su.post(path, typed()).status_code for path in (page, f"{page}end/", f"{HOME}new/")] == [403, 403, 403]
    assert li.get(page).status_code == 404
