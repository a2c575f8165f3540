"""Routing: a worker finds the cell, files by an adopted standard and dispatches by duty; what is uncertain waits.

The outbox row is the work order. A batch is one transaction: rows are claimed with SKIP LOCKED, so a worker that
dies frees them at once; a batch that fails is halved down to the bad case, which is parked after five tries.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import F, Q

from cases import indexing, notices, publishing, stages, workflow
from cases.dispatch import dispatch_all
from cases.findings import Finding, look_at, sendings
from cases.models import Case, Notice, Report, Status
from cases.moves import PLATFORM
from cases.sending import Order
from departments.dictionary import Dictionary, dictionary
from departments.duties import adopted_duties
from departments.models import ClockKind
from departments.work_calendars import WorkCalendars

log = logging.getLogger(__name__)

BATCH = 100
PARKED_AFTER = 5
TRY_AGAIN_AFTER = timedelta(seconds=30)


def route_waiting(*, at: datetime, limit: int = BATCH) -> int:
    """Route up to `limit` waiting cases in one transaction; return how many were taken. 0: nothing waits."""
    orders: list[int] = []
    try:
        with transaction.atomic():
            orders = _claim(Q(available_at__lte=at), limit)
            _route(orders, at)
    except OperationalError:
        raise  # the database itself is in trouble: nothing is wrong with the cases
    except Exception:
        log.exception("a batch of %s could not be routed; halving it", len(orders))
        _halve(orders, at)
    return len(orders)


def _claim(which: Q, limit: int) -> list[int]:
    waiting = Notice.objects.filter(which, topic=Notice.Topic.ROUTE, done_at=None, dead_at=None)
    return list(
        waiting.order_by("available_at", "id").select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit]
    )


def _halve(orders: Sequence[int], at: datetime) -> None:
    middle = (len(orders) + 1) // 2
    for half in (orders[:middle], orders[middle:]):
        if not half:
            continue
        try:
            with transaction.atomic():
                _route(_claim(Q(pk__in=half), len(half)), at)
        except OperationalError:
            raise
        except Exception as fault:
            if len(half) > 1:
                _halve(half, at)
            else:
                _park(half[0], fault, at)


def _park(order_id: int, fault: Exception, at: datetime) -> None:
    """Count the try; the fifth parks the case for a person. The error keeps the kind of fault, no data of a case."""
    log.error("work order %s could not be routed: %s", order_id, type(fault).__name__)
    Notice.objects.filter(pk=order_id).update(
        attempts=F("attempts") + 1, error=f"{type(fault).__name__}: {fault}"[:300], available_at=at + TRY_AGAIN_AFTER
    )
    Notice.objects.filter(pk=order_id, attempts__gte=PARKED_AFTER).update(dead_at=at)


def _route(orders: Sequence[int], at: datetime) -> None:
    if not orders:
        return
    wanted = Case.unscoped.filter(notices__in=orders, status__in=[Status.REPORTED, Status.FILED])
    cases = list(wanted.order_by("id").select_for_update(of=("self",)))
    cases = list({case.pk: case for case in cases}.values())
    route(cases, at=at)
    indexing.ask(cases, at=at)
    Notice.objects.filter(pk__in=orders).update(done_at=at)


def route(cases: Sequence[Case], *, at: datetime) -> None:
    """Locate, file and dispatch locked cases as far as that is certain; the others wait with the reason kept."""
    words, duties = dictionary(), adopted_duties()
    _begin([case for case in cases if case.routed_at is None], duties.calendars, at)
    findings = look_at(cases, words, duties, at=at)
    fileable = [f for f in findings if f.standard and f.cell and f.case.status == Status.REPORTED]
    _file(fileable, words, duties.version, at)
    filed = {finding.case.pk for finding in fileable}
    _locate([f for f in findings if f.case.pk not in filed], duties.version, at)
    certain = [f for f in findings if not f.waits_for]
    dispatch_all([_order(finding) for finding in certain], by=PLATFORM, at=at, calendars=duties.calendars)
    stages.wait_for_desk([f.case for f in findings if f.waits_for], at=at, calendars=duties.calendars)


def _begin(cases: Sequence[Case], calendars: WorkCalendars, at: datetime) -> None:
    """Start the citizen's clock of new cases, and confirm them to reporters who gave a way to reach them."""
    stages.begin(cases, ClockKind.ANSWER, at=at, calendars=calendars, fresh=True)
    reachable = set(
        Report.objects.filter(case__in=[case.pk for case in cases], contact__isnull=False).values_list(
            "case", flat=True
        )
    )
    notices.write([case for case in cases if case.pk in reachable], "received", at=at)


def _file(findings: Sequence[Finding], words: Dictionary, duty_version: int, at: datetime) -> None:
    if not findings:
        return
    workflow.move_all(
        [finding.case for finding in findings],
        "file",
        by=PLATFORM,
        at=at,
        changes={finding.case.pk: _filed(finding, words, duty_version, at) for finding in findings},
        data={finding.case.pk: finding.grounds() for finding in findings},
    )
    for finding in findings:
        finding.case.standard = finding.standard


def _filed(finding: Finding, words: Dictionary, duty_version: int, at: datetime) -> dict[str, Any]:
    """Return the columns that filing sets."""
    case = finding.case
    category = words.categories[case.category_id or 0]
    return {
        **_place(finding),
        "standard_id": finding.standard.pk if finding.standard else None,
        "urgent": category.urgent or case.urgent,
        "suggestion": finding.suggestion(duty_version),
        "routed_at": at,
        **publishing.when_filed(case, category, at=at),
    }


def _locate(findings: Sequence[Finding], duty_version: int, at: datetime) -> None:
    if not findings:
        return
    changes = {
        finding.case.pk: {
            **_place(finding),
            "standard_id": _standard_id(finding),
            "suggestion": finding.suggestion(duty_version),
            "routed_at": at,
        }
        for finding in findings
    }
    data = {
        finding.case.pk: {**finding.place(), "waits_for": finding.waits_for, **finding.passed_over()}
        for finding in findings
    }
    workflow.move_all([f.case for f in findings], "locate", by=PLATFORM, at=at, changes=changes, data=data)


def _standard_id(finding: Finding) -> int | None:
    """A filed case whose category was corrected gets the new one's standard; a report has none until it is filed."""
    filed = finding.case.status == Status.FILED and finding.standard
    return finding.standard.pk if filed and finding.standard else finding.case.standard_id


def _place(finding: Finding) -> dict[str, Any]:
    return {
        "cell_id": finding.cell.id if finding.cell else None,
        "area_path": finding.area_path,
        "located": finding.located.how.value if finding.located else "",
    }


def _order(finding: Finding) -> Order:
    return Order(finding.case, finding.standard, sendings(finding.responsibility))  # type: ignore[arg-type]
