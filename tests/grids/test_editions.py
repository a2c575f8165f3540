"""Editions and their undoing: chains on one day and over days, future days, and nothing undone that is built upon."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta

import pytest
import shapely
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govgrid.lib.geo import Point
from grids import editing, editions, undoing
from grids.editing.ground import ground_of
from grids.editions import BuiltUpon, Change, CodeTaken, NewArea, NothingChanges
from grids.locate import locate_many
from grids.models import Area, Boundary, Edition, Level, Ring, in_force
from tests.grids.ground import BESIDE, HERE, NOON, SIDE, SOUTH, TODAY, WEST, A, area, lay_out, line, square

pytestmark = pytest.mark.django_db
ONE, TWO, THREE = f"{HERE}001", f"{HERE}002", f"{HERE}003"
TOMORROW = TODAY + timedelta(days=1)
NEXT_WEEK = TODAY + timedelta(days=7)
DAYS = [TODAY - timedelta(days=400), *(TODAY + timedelta(days=n) for n in (-1, 0, 1, 2, 6, 7, 8, 30))]
POINTS = [Point(WEST + SIDE * (0.07 + n % 13 / 6.6), SOUTH + SIDE * (0.05 + n % 11 / 5.6)) for n in range(143)]


@pytest.fixture(autouse=True)
def land(db: None) -> Edition:
    return lay_out()


def adopt(change: Change, on: date = TODAY) -> Edition:
    return editions.adopt(change, kind=Edition.Kind.EDIT, on=on, at=NOON, by_name="Adam", note="For the new road")


def undo(edition: Edition, on: date = TODAY) -> Edition:
    return undoing.undo(edition, on=on, at=NOON)


def split(code: str = ONE, *, at: float = 0.5, on: date = TODAY) -> Edition:
    """Cut the cell `code` from north to south at `at` of its width."""
    ground = ground_of(HERE)
    west, south, east, north = ground.shapes[code].bounds
    middle = west + at * (east - west)
    return adopt(editing.split(ground, code, shapely.LineString([(middle, south - 1), (middle, north + 1)])), on)


def move(at: float, *, on: date = TODAY) -> Edition:
    """Move the edge between the first two cells."""
    ground = ground_of(HERE)
    return adopt(editing.move(ground, {ONE: square(0, 0, at, 1), TWO: square(at, 0, 2 - at, 1)}), on)


def answers(days: Sequence[date] = DAYS) -> list[list[str | None]]:
    """Which cell each point lies in on each day."""
    return [[cell.code if cell else None for cell in locate_many(POINTS, on=day)] for day in days]


def outlines() -> dict[str, bytes]:
    """The newest outline of every area, byte for byte."""
    rows = Boundary.objects.filter(valid_to=None).values_list("area__code", "geometry")
    return {code: bytes(wkb) for code, wkb in rows}


def test_an_edition_names_what_it_began_reshaped_and_ended() -> None:
    made = split()

    assert (made.number, made.began, made.ended) == (2, [f"{HERE}005", f"{HERE}006"], [ONE])
    assert made.reshaped == [THREE, f"{HERE}A", f"{HERE}B"]
    assert (made.by_name, made.note) == ("Adam", "For the new road")


def test_yesterday_keeps_its_cells() -> None:
    before = answers([TODAY - timedelta(days=1)])

    split()

    assert answers([TODAY - timedelta(days=1)]) == before
    assert answers([TODAY]) != before


def test_a_change_that_changes_nothing_is_no_edition() -> None:
    with pytest.raises(NothingChanges):
        adopt(Change())
    assert Edition.objects.count() == 1


def test_a_code_is_never_given_twice() -> None:
    undo(split())

    with pytest.raises(CodeTaken, match=f"{HERE}005"):
        adopt(Change(begin=[NewArea(f"{HERE}005", Level.CELL, parent_id=area(A).pk)]))
    assert split().began == [f"{HERE}007", f"{HERE}008"]


def test_a_change_before_a_planned_one_is_refused_with_its_number() -> None:
    split(on=NEXT_WEEK)

    with pytest.raises(BuiltUpon, match="by edition 2"):
        editions.adopt(Change(end=[area(ONE).pk]), kind=Edition.Kind.EDIT, on=TOMORROW, at=NOON)


def test_an_edit_undone_on_its_day_never_was() -> None:
    bytes_before, before = outlines(), answers()

    undo(split())

    assert outlines() == bytes_before
    assert answers() == before
    assert area(ONE).valid_to is None
    assert not Area.objects.filter(in_force(TODAY), code=f"{HERE}005").exists()


def test_an_edit_undone_later_held_until_then() -> None:
    bytes_before, before = outlines(), answers()
    made = split()
    meanwhile = answers()

    undo(made, on=NEXT_WEEK)

    assert outlines() == bytes_before
    now = answers()
    assert [now[n] for n, day in enumerate(DAYS) if day < TODAY or day >= NEXT_WEEK] == [
        before[n] for n, day in enumerate(DAYS) if day < TODAY or day >= NEXT_WEEK
    ]
    assert [now[n] for n, day in enumerate(DAYS) if TODAY <= day < NEXT_WEEK] == [
        meanwhile[n] for n, day in enumerate(DAYS) if TODAY <= day < NEXT_WEEK
    ]


def test_an_edit_planned_for_later_is_undone_before_it_begins() -> None:
    bytes_before, before = outlines(), answers()

    made = undo(split(on=NEXT_WEEK))

    assert (outlines(), answers()) == (bytes_before, before)
    assert made.valid_from == NEXT_WEEK
    split(on=TOMORROW)  # nothing planned stands in the way any more


def test_a_chain_of_one_day_is_taken_back_step_by_step() -> None:
    bytes_0, cells_0 = outlines(), answers()
    first = move(1.25)
    bytes_1, cells_1 = outlines(), answers()
    second = move(0.75)

    undo(second)
    assert (outlines(), answers()) == (bytes_1, cells_1)
    undo(first)
    assert (outlines(), answers()) == (bytes_0, cells_0)


def test_a_chain_over_days_is_taken_back_step_by_step() -> None:
    bytes_0, (cells_0,) = outlines(), answers([DAYS[-1]])
    first = split(on=TODAY)
    bytes_1, (cells_1,) = outlines(), answers([DAYS[-1]])
    second = split(f"{HERE}005", on=TOMORROW)

    undo(second, on=TOMORROW)
    assert (outlines(), answers([DAYS[-1]])) == (bytes_1, [cells_1])
    undo(first, on=NEXT_WEEK)
    assert (outlines(), answers([DAYS[-1]])) == (bytes_0, [cells_0])
    assert answers([TOMORROW]) == [cells_1]


def test_a_split_that_was_edited_since_is_refused_with_the_later_number() -> None:
    first = split()
    split(f"{HERE}005")

    with pytest.raises(BuiltUpon, match=r"by edition 3\. Undo that edition first"):
        undo(first)
    assert Edition.objects.count() == 3


def test_an_edit_of_other_cells_does_not_stand_in_the_way() -> None:
    first = split()
    beside = ground_of(BESIDE)
    adopt(editing.split(beside, f"{BESIDE}002", line((2.5, 0.9), (2.5, 2.5))))

    assert undo(first).undoes == first


def test_an_undo_can_be_undone_and_that_too() -> None:
    bytes_0 = outlines()
    first = split()
    bytes_1, cells_1 = outlines(), answers()

    again = undo(undo(first))

    assert (outlines(), answers()) == (bytes_1, cells_1)
    assert undoing.in_effect(first)
    undo(again)
    assert outlines() == bytes_0
    assert not undoing.in_effect(first)


def test_what_was_undone_is_not_undone_twice() -> None:
    first = split()
    undo(first)

    with pytest.raises(BuiltUpon, match="undone already, by edition 3"):
        undo(first)


def test_what_holds_again_is_undone_by_its_last_edition() -> None:
    first = split()
    undo(undo(first))

    with pytest.raises(BuiltUpon, match=r"holds again by edition 4\. Undo that edition"):
        undo(first)


def test_below_an_edit_that_holds_again_nothing_is_undone() -> None:
    first = split()
    undo(undo(split(f"{HERE}005")))

    with pytest.raises(BuiltUpon, match=r"by edition 5\. Undo that edition first"):
        undo(first)


def a_cell(code: str, shape: shapely.Geometry, parent: str = HERE) -> Change:
    """A cell that touches no other and belongs to no grid, as a file may bring it."""
    return Change(begin=[NewArea(code, Level.CELL, parent_id=area(parent).pk, shape=shape)])


def test_land_given_away_since_does_not_come_back() -> None:
    taken_back = undo(adopt(a_cell(f"{HERE}005", square(0, 2.5, 2, 0.5))))
    other = adopt(a_cell(f"{HERE}006", square(0, 2.5, 1, 0.5)))

    with pytest.raises(BuiltUpon, match=f"belongs to {HERE}006 since edition {other.number}"):
        undo(taken_back)


def test_an_area_with_others_below_is_not_taken_from_under_them() -> None:
    made = adopt(Change(begin=[NewArea(f"{HERE}C", Level.RESPONSIBILITY, parent_id=area(HERE).pk)]))
    adopt(a_cell(f"{HERE}005", square(0, 2.5, 2, 0.5), parent=f"{HERE}C"))

    with pytest.raises(BuiltUpon, match=f"{HERE}005 lies below an area that edition 2 began"):
        undo(made)


def test_cells_do_not_come_back_below_a_grid_that_has_ended() -> None:
    first = split()
    now = ground_of(HERE)
    gone = [code for code, cell in now.cells.items() if cell.parent_id == area(A).pk]
    Area.objects.filter(code__in=[A, *gone]).update(valid_to=TODAY)

    with pytest.raises(BuiltUpon, match=f"{A}, to which areas of edition 2 belong, has ended"):
        undo(first)


def test_an_undo_before_the_day_of_another_is_refused() -> None:
    first = move(1.25)
    undo(move(0.75), on=NEXT_WEEK)

    with pytest.raises(BuiltUpon, match="changes on a later day"):
        undo(first, on=TOMORROW)


def test_a_city_pack_is_not_undone_here(land: Edition) -> None:
    Edition.objects.filter(pk=land.pk).update(kind=Edition.Kind.PACK)

    with pytest.raises(BuiltUpon, match="load the pack"):
        undo(Edition.objects.get(pk=land.pk))


def test_a_refused_undo_leaves_everything_as_it_was() -> None:
    taken_back = undo(adopt(a_cell(f"{HERE}005", square(0, 2.5, 2, 0.5))))
    adopt(a_cell(f"{HERE}006", square(0, 2.5, 1, 0.5)))
    before = outlines(), answers(), Edition.objects.count()

    with pytest.raises(BuiltUpon):
        undo(taken_back)

    assert (outlines(), answers(), Edition.objects.count()) == before


def test_rings_hold_on_the_days_of_their_outlines() -> None:
    undo(undo(split()))

    wrong = [
        ring for ring in Ring.objects.select_related("boundary")
        if (ring.valid_from, ring.valid_to) != (ring.boundary.valid_from, ring.boundary.valid_to)
    ]  # fmt: skip
    assert wrong == []


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.tuples(st.sampled_from(["split", "move", "wait"]), st.floats(0.1, 0.9)), min_size=1, max_size=5)
)
def test_any_chain_taken_back_leaves_the_land_as_it_was(steps: list[tuple[str, float]]) -> None:
    with transaction.atomic():
        bytes_before, (before,) = outlines(), answers([NEXT_WEEK])
        day, made = TODAY, []
        for what, where in steps:
            day += timedelta(days=what == "wait")
            if what == "split":
                made.append(split(max(ground_of(HERE).shapes), at=where, on=day))
            elif what == "move" and ONE in ground_of(HERE).shapes:
                with suppress(NothingChanges):
                    made.append(move(0.5 + where, on=day))
        for edition in reversed(made):
            undo(edition, on=day)
        after, (cells,) = outlines(), answers([NEXT_WEEK])
        transaction.set_rollback(True)

    assert (after, cells) == (bytes_before, before)
