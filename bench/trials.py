"""How fast a duty set is tried on the cases of the past: each asked of both sets, what differs written as a row."""

import time
from datetime import datetime, timedelta

from bench.figures import Figure
from cases import trials
from cases.models import Case
from departments import duty_sets
from departments.duties import adopted_set
from departments.models import Department, Duty, DutySet
from grids.models import Area, Level

DAYS = 3_660


def trial_rate(now: datetime) -> list[Figure]:
    """Try a draft in which one district's matters go to another department, on every case there is."""
    draft, until = _with_a_district_moved(now), now + timedelta(days=1)
    began = time.perf_counter()
    trial = trials.try_on_last_days(draft, DAYS, by=None, at=until)
    rate = trial.cases / (time.perf_counter() - began)
    return [
        Figure(
            "a duty set tried on past cases, one process", "≥ 2,000 cases/s", f"{rate:.0f} cases/s",
            f"{trial.cases} of {Case.unscoped.count()} cases, {trial.elsewhere} rows written",
        )
    ]  # fmt: skip


def _with_a_district_moved(now: datetime) -> DutySet:
    adopted = adopted_set()
    assert adopted
    draft = duty_sets.draft_copy(adopted, by=None, at=now, note="bench")
    district = Area.objects.filter(level=Level.DISTRICT).order_by("code")[0]
    other = Department.objects.filter(catch_all=False).order_by("pk")[0]
    Duty.objects.create(duty_set=draft, code="MOVED", area=district, department=other, priority=999)
    return draft
