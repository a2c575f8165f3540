"""Which components are offered beside a place, which may be named, and when a case lets go of its own."""

import pytest

from cases import correction, filing, intake, merging, picking
from cases.models import Case, Status
from cases.picking import ComponentTooFar, NoSuchComponent, OfAnotherKind
from departments.models import Component
from tests.builders import a_report, a_routed_case, a_telling, fresh
from tests.cases.components import LAMP, a_bench, a_camera, a_component, north
from tests.city import NOON, Town, middle_of


def test_what_stands_within_thirty_metres_is_offered_the_nearest_first(town: Town) -> None:
    a_component(town, "L29", north_m=29)
    a_component(town, "L5", north_m=5)
    a_component(town, "L31", north_m=31)

    found = picking.offered(north(0), at=NOON)

    assert [(one.code, round(metres)) for one, metres in found] == [("L5", 5), ("L29", 29)]


def test_a_kind_narrows_what_is_offered(town: Town) -> None:
    a_component(town, "L1")
    a_component(town, "B1", category="litter")

    assert [one.code for one, _m in picking.offered(north(0), at=NOON, category_id=town.categories["lamp"].pk)] == [
        "L1"
    ]


def test_what_has_ended_and_what_is_not_for_citizens_is_not_offered(town: Town) -> None:
    a_component(town, "L1", valid_to=NOON.date())
    a_camera(town)

    assert picking.offered(north(0), at=NOON) == []
    assert len(picking.offered(north(0), at=NOON, public=False)) == 1


def test_a_component_gives_the_telling_its_point_and_category_where_it_has_none(town: Town) -> None:
    lamp = a_component(town)

    told = picking.pointed_at(a_telling(town, category=None, cell=None), LAMP, at=NOON)

    assert (told.component_id, told.category_id, told.point) == (lamp.pk, lamp.category_id, middle_of(1))


def test_what_was_told_stays_as_it_was_told(town: Town) -> None:
    a_component(town)

    told = picking.pointed_at(a_telling(town, category="road", point=north(20)), LAMP, at=NOON)

    assert (told.category_id, told.point) == (town.categories["road"].pk, north(20))


def test_one_of_another_kind_than_the_one_told_is_refused_and_an_event_may_concern_any(town: Town) -> None:
    town.categories["bench"] = a_bench(town)
    a_component(town)

    with pytest.raises(OfAnotherKind, match="of the kind “Street light” and not “Bench”"):
        picking.pointed_at(a_telling(town, category="bench"), LAMP, at=NOON)
    assert picking.pointed_at(a_telling(town, category="noise"), LAMP, at=NOON).component_id


@pytest.mark.parametrize("code", ["nothing", "9901010150000001"])
def test_one_that_is_unknown_or_secret_is_refused_alike(town: Town, code: str) -> None:
    a_camera(town)

    with pytest.raises(NoSuchComponent, match=f"There is no component {code}"):
        picking.pointed_at(a_telling(town), code, at=NOON)


def test_one_that_has_ended_is_refused_with_its_day(town: Town) -> None:
    a_component(town, valid_to=NOON.date())

    with pytest.raises(NoSuchComponent, match="until 2026-09-16"):
        picking.pointed_at(a_telling(town), LAMP, at=NOON)


def test_one_that_is_far_from_the_point_is_refused_with_the_distance(town: Town) -> None:
    a_component(town)

    with pytest.raises(ComponentTooFar, match="201 m"):
        picking.pointed_at(a_telling(town, point=north(201)), LAMP, at=NOON)
    assert picking.pointed_at(a_telling(town, point=north(199)), LAMP, at=NOON).component_id


def test_report_and_case_keep_the_component(town: Town) -> None:
    lamp = a_component(town)

    case = about(town, lamp.code)

    assert case.component == lamp
    assert case.reports.get().component == lamp


def test_a_corrected_place_nearby_keeps_it_and_a_far_one_lets_go(town: Town) -> None:
    a_component(town)
    near, far = routed_about(town, LAMP), routed_about(town, LAMP)

    correction.correct(near, by=town.people["an"], at=NOON, note="Beside the gate.", point=north(50))
    correction.correct(far, by=town.people["an"], at=NOON, note="Another street.", point=middle_of(2))

    assert fresh(near).component is not None
    assert fresh(far).component is None


def test_another_kind_of_component_lets_go_and_an_event_keeps_it(town: Town) -> None:
    a_camera(town)
    a_component(town)
    event, other = about(town, LAMP, category="lamp"), about(town, LAMP, category="lamp")

    filing.place(event, by=town.people["an"], at=NOON, category=town.categories["noise"])
    filing.place(other, by=town.people["an"], at=NOON, category=town.categories["camera"])

    assert fresh(event).component is not None
    assert fresh(other).component is None


def test_a_merge_gives_the_component_to_a_case_without_one_and_its_undoing_takes_it_back(town: Town) -> None:
    lamp = a_component(town)
    case, into = about(town, LAMP), a_report(town, category="lamp")

    merging.merge(case, into=into, by=town.people["an"], at=NOON)
    assert fresh(into).component == lamp
    assert fresh(case).component == lamp

    merging.unmerge(fresh(case), by=town.people["an"], at=NOON, note="Two lamps after all.")
    assert fresh(into).component is None


def test_a_merge_leaves_the_component_that_a_case_has(town: Town) -> None:
    a_component(town)
    own = a_component(town, "9901010137000002", north_m=10)
    case, into = about(town, LAMP), about(town, own.code)

    merging.merge(case, into=into, by=town.people["an"], at=NOON)

    assert fresh(into).component == own


def about(town: Town, code: str, **more: object) -> Case:
    telling = picking.pointed_at(a_telling(town, **{"category": "lamp", **more}), code, at=NOON)
    return Case.unscoped.get(pk=intake.report(telling, by=None, at=NOON).case_id)


def routed_about(town: Town, code: str) -> Case:
    case = a_routed_case(town, category="lamp", component_id=Component.objects.get(code=code).pk)
    assert case.status == Status.DISPATCHED
    return case
