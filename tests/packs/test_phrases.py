"""Templates and macros of a pack: written in its order, brought up to date, retired when they vanish."""

from pathlib import Path

import pytest

from departments.models import Macro, MacroStep, Template
from tests.packs.test_loading import TODAY, load

pytestmark = pytest.mark.django_db


def test_templates_and_macros_stand_as_the_pack_says(tmp_path: Path):
    load(tmp_path)

    soon = Template.objects.select_related("department", "category").get(code="soon")
    assert (soon.department.code, soon.category.code, soon.audience, soon.words_zh) == (
        "centre", "E01", "citizen", "我们将于{due}前到达{place}。",
    )  # fmt: skip
    steps = Macro.objects.get(code="take").steps.values_list("action", "move", "template__code", "fields")
    assert list(steps) == [
        ("move", "accept", None, {}),
        ("assign", "", None, {"to": "me"}),
        ("message", "", "soon", {}),
    ]


def test_loading_again_changes_nothing(tmp_path: Path):
    load(tmp_path)
    steps = set(MacroStep.objects.values_list("pk", flat=True))

    assert not load(tmp_path)
    assert set(MacroStep.objects.values_list("pk", flat=True)) == steps


def test_a_changed_action_is_written_anew(tmp_path: Path):
    load(tmp_path)
    load(tmp_path, spoil={"macros.csv": ("to=me", "to=tiny-head")})

    assert MacroStep.objects.get(action="assign").fields == {"to": "tiny-head"}


def test_what_vanishes_is_retired(tmp_path: Path):
    load(tmp_path)
    load(tmp_path, spoil={"templates.csv": ("filled,,,,finish,Filled,已填平,The hole is filled.,坑洞已填平。\n", "")})

    assert dict(Template.objects.values_list("code", "valid_to")) == {"soon": None, "filled": TODAY}


def test_a_pack_without_any_leaves_them_as_they_are(tmp_path: Path):
    load(tmp_path)
    from tests.packs.test_loading import NOON, load_pack, sound_pack

    for name in ("templates.csv", "macros.csv"):
        (tmp_path / name).unlink()
    load_pack(sound_pack(tmp_path)[0], at=NOON, demo_password="")

    assert (Template.objects.filter(valid_to=None).count(), Macro.objects.filter(valid_to=None).count()) == (2, 1)
