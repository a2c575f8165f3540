"""A duty set is tried on cases of the past: what would go elsewhere is listed, and nothing is moved."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from cases import trials
from cases.models import Case, Status, TrialRow
from cases.trials import NotTriable
from departments import duty_sets
from departments.duty_sets import NotAdoptable
from departments.models import Category, Department, Duty, DutySet, Part
from tests.builders import HOUR, a_report, a_routed_case
from tests.city import Town

DAY = timedelta(days=1)


def a_draft(town: Town, at: datetime, change: Callable[[DutySet], object] | None = None) -> DutySet:
    """A copy of the adopted set with one change."""
    draft = duty_sets.draft_copy(DutySet.objects.get(state="adopted"), by=town.people["adam"], at=at)
    if change:
        change(draft)
    return draft


def a_rule(town: Town, draft: DutySet, code: str, department: str, **more: object) -> None:
    named = {"category": town.categories["road"], "department": town.departments[department]}
    Duty.objects.create(duty_set=draft, code=code, **{**named, **more})


def tried(town: Town, draft: DutySet, at: datetime, days: int = 30) -> list[TrialRow]:
    trial = trials.try_on_last_days(draft, days, by=town.people["adam"], at=at)
    return list(trial.rows.select_related("old_department", "new_department", "case").order_by("pk"))


def told(rows: list[TrialRow]) -> list[tuple[str, ...]]:
    """What each row says: change, from and to by code, the two rules."""
    return [(row.change, row.old_department.code, row.new_department.code, row.old_rule, row.new_rule) for row in rows]


def test_a_set_with_the_same_rules_sends_nothing_elsewhere(town: Town, noon: datetime) -> None:
    for category in ("road", "lamp", "litter", "noise"):
        a_routed_case(town, category=category)

    draft = a_draft(town, noon)

    assert tried(town, draft, noon + HOUR) == []
    assert (trials.last_trial(draft).cases, DutySet.objects.get(pk=draft.pk).state) == (4, "tried")


def test_a_mistake_shows_its_full_effect_before_anyone_adopts_it(town: Town, noon: datetime) -> None:
    """The east is given to the wrong bureau: each road case of the east is listed, those of the west are not."""
    moved = [a_routed_case(town, cell=cell) for cell in (2, 4)]
    a_routed_case(town, cell=1)
    draft = a_draft(town, noon, lambda d: a_rule(town, d, "EAST", "lamps", area=town.areas["east"]))

    rows = tried(town, draft, noon + HOUR)

    assert [row.case_id for row in rows] == [case.pk for case in moved]
    assert set(told(rows)) == {("host", "roads", "lamps", "D1", "EAST")}
    assert trials.last_trial(draft).elsewhere == 2
    assert a_routed_case(town, cell=2).host == town.departments["roads"]


def test_a_trial_moves_no_case(town: Town, noon: datetime) -> None:
    case = a_routed_case(town)
    before = Case.unscoped.values().get(pk=case.pk), case.history.count(), case.legs.count()

    tried(town, a_draft(town, noon, lambda d: d.duties.update(department=town.departments["clean"])), noon + HOUR)

    assert (Case.unscoped.values().get(pk=case.pk), case.history.count(), case.legs.count()) == before


def test_a_duty_taken_away_sends_its_cases_to_the_desk(town: Town, noon: datetime) -> None:
    a_routed_case(town)

    rows = tried(town, a_draft(town, noon, lambda d: d.duties.filter(code="D1").delete()), noon + HOUR)

    assert told(rows) == [("desk", "roads", "centre", "D1", "")]


def test_equally_strong_hosts_send_a_case_to_the_desk_and_are_named(town: Town, noon: datetime) -> None:
    a_routed_case(town)

    rows = tried(town, a_draft(town, noon, lambda d: a_rule(town, d, "D9", "clean")), noon + HOUR)

    assert told(rows) == [("desk", "roads", "centre", "D1", "")]
    assert rows[0].note == "– → D1 = D9"


def test_a_case_that_waited_at_the_desk_and_now_has_a_host_is_listed(town: Town, noon: datetime) -> None:
    a_routed_case(town, category="litter")

    rows = tried(town, a_draft(town, noon, lambda d: d.duties.filter(code="D5").delete()), noon + HOUR)

    assert told(rows) == [("host", "centre", "clean", "", "D4")]


def test_a_duty_for_the_keeper_of_the_desk_is_not_the_desk(town: Town, noon: datetime) -> None:
    a_routed_case(town, category="noise")

    def name_the_centre(draft: DutySet) -> None:
        a_rule(town, draft, "N", "centre", category=town.categories["noise"])

    draft = a_draft(town, noon, name_the_centre)
    rows = tried(town, draft, noon + HOUR)

    assert told(rows) == [("host", "centre", "centre", "", "N")]
    group = trials.groups_of(trials.last_trial(draft))[0]
    assert (group["old_desk"], group["new_desk"], group["cases"]) == (True, False, 1)


def test_other_co_handlers_are_a_change_of_parts(town: Town, noon: datetime) -> None:
    a_routed_case(town, category="lamp")

    rows = tried(town, a_draft(town, noon, lambda d: d.duties.filter(part=Part.CO_HANDLER).delete()), noon + HOUR)

    assert told(rows) == [("parts", "lamps", "lamps", "D2", "D2")]
    assert rows[0].note == "+ roads → –"


def test_each_case_is_asked_at_the_instant_it_was_sent(town: Town, noon: datetime) -> None:
    """Noon lies between the office's windows; the duty for outside working time answers then, not at three."""
    outside, inside = a_routed_case(town, at=noon), a_routed_case(town, at=noon + 3 * HOUR)

    def by_night(draft: DutySet) -> None:
        a_rule(town, draft, "NIGHT", "clean", hours="outside", priority=1)

    rows = tried(town, a_draft(town, noon, by_night), noon + 9 * HOUR)

    assert [row.case_id for row in rows] == [outside.pk]
    assert inside.dispatched_at == noon + 3 * HOUR


@pytest.mark.parametrize(("days", "listed"), [(0, 1), (1, 0)])
def test_a_duty_holds_for_cases_of_its_own_days_only(town: Town, noon: datetime, days: int, listed: int) -> None:
    a_routed_case(town, at=noon)

    def from_a_day_on(draft: DutySet) -> None:
        a_rule(town, draft, "NEW", "clean", priority=1, valid_from=noon.date() + days * DAY)

    assert len(tried(town, a_draft(town, noon, from_a_day_on), noon + 9 * HOUR)) == listed


def test_only_the_days_asked_for_are_tried(town: Town, noon: datetime) -> None:
    a_routed_case(town, at=noon - 9 * DAY)
    recent = a_routed_case(town, at=noon - DAY)
    draft = a_draft(town, noon, lambda d: d.duties.filter(code="D1").delete())

    assert [row.case_id for row in tried(town, draft, noon, days=7)] == [recent.pk]
    assert trials.last_trial(draft).cases == 1


def test_a_case_of_a_category_that_is_no_more_is_tried_all_the_same(town: Town, noon: datetime) -> None:
    case = a_routed_case(town)
    Category.objects.filter(pk=case.category_id).update(valid_to=noon.date())

    assert len(tried(town, a_draft(town, noon, lambda d: d.duties.filter(code="D1").delete()), noon + HOUR)) == 1


def test_cases_without_category_or_place_are_counted_apart(town: Town, noon: datetime) -> None:
    a_routed_case(town)
    a_report(town, category=None)
    a_report(town)  # no worker has looked where it lies
    draft = a_draft(town, noon)

    tried(town, draft, noon + HOUR)

    trial = trials.last_trial(draft)
    assert (trial.cases, trial.left_out) == (1, 2)


def test_more_batches_than_one_miss_nothing(town: Town, noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "BATCH", 2)
    cases = [a_routed_case(town) for _ in range(5)]

    rows = tried(town, a_draft(town, noon, lambda d: d.duties.filter(code="D1").delete()), noon + HOUR)

    assert [row.case_id for row in rows] == [case.pk for case in cases]


def test_what_was_tried_is_adopted_and_routes(town: Town, noon: datetime) -> None:
    a_routed_case(town)
    draft = a_draft(town, noon, lambda d: d.duties.filter(code="D1").update(department=town.departments["clean"]))
    with pytest.raises(NotAdoptable):
        trials.adopt_tried(draft, by=town.people["adam"], at=noon)

    tried(town, draft, noon + HOUR)
    trials.adopt_tried(draft, by=town.people["adam"], at=noon + HOUR)

    assert a_routed_case(town).host == town.departments["clean"]
    assert a_routed_case(town).status == Status.DISPATCHED


def test_a_later_trial_with_other_rules_takes_the_place_of_the_first(town: Town, noon: datetime) -> None:
    a_routed_case(town)
    draft = a_draft(town, noon)
    tried(town, draft, noon + HOUR)
    draft.duties.filter(code="D1").update(department=town.departments["clean"])

    with pytest.raises(NotAdoptable, match="Try it again"):
        trials.adopt_tried(draft, by=None, at=noon)
    tried(town, draft, noon + HOUR)
    assert trials.adopt_tried(draft, by=None, at=noon).version == 2


@pytest.mark.parametrize(("state", "says"), [("adopted", "adopted already"), ("retired", "Make a draft of it")])
def test_only_a_draft_is_tried(town: Town, noon: datetime, state: str, says: str) -> None:
    DutySet.objects.update(state=state)

    with pytest.raises(NotTriable, match=says):
        trials.try_on_last_days(DutySet.objects.get(), 30, by=None, at=noon)


def test_a_trial_on_no_case_proves_nothing(town: Town, noon: datetime) -> None:
    a_routed_case(town, at=noon - 9 * DAY)
    draft = a_draft(town, noon)

    with pytest.raises(NotTriable, match="Choose more days"):
        trials.try_on_last_days(draft, 1, by=None, at=noon)
    assert DutySet.objects.get(pk=draft.pk).state == "draft"


def test_a_city_without_any_case_may_try_and_adopt(town: Town, noon: datetime) -> None:
    draft = a_draft(town, noon)

    assert tried(town, draft, noon) == []
    assert trials.adopt_tried(draft, by=None, at=noon).state == "adopted"


def test_a_page_does_not_wait_for_too_many_cases(town: Town, noon: datetime) -> None:
    for _ in range(3):
        a_routed_case(town)

    with pytest.raises(NotTriable, match=r"manage\.py try_duties 2 --days 30"):
        trials.try_on_last_days(a_draft(town, noon), 30, by=None, at=noon + HOUR, most=2)


def test_a_person_reads_only_the_rows_of_cases_that_are_theirs_to_see(town: Town, noon: datetime) -> None:
    west, _east = a_routed_case(town, cell=1), a_routed_case(town, cell=2)
    draft = a_draft(town, noon, lambda d: d.duties.filter(code="D1").delete())
    tried(town, draft, noon + HOUR)
    trial = trials.last_trial(draft)

    assert trials.rows_of(trial, town.people["su"]).count() == 2
    assert [row.case_id for row in trials.rows_of(trial, town.people["west_su"])] == [west.pk]
    assert trials.rows_of(trial, town.people["adam"]).count() == 0


def test_the_desk_of_a_trial_is_the_citys_own(town: Town, noon: datetime) -> None:
    a_routed_case(town)
    assert Department.objects.get(catch_all=True) == town.departments["centre"]

    rows = tried(town, a_draft(town, noon, lambda d: d.duties.all().delete()), datetime(2026, 9, 17, tzinfo=UTC))

    assert told(rows) == [("desk", "roads", "centre", "D1", "")]
