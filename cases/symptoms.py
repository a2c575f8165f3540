"""Signs that something was lost or is stuck (engine.md §3.4, R1 to R11): each a question about the tables."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

from django.db import connection
from django.db.models import F

from cases import chains, coordinating, deadlines, drafts, recipients
from cases.checkups import NEWEST_ENTRIES, Found, Round, ask, found
from cases.models import Clock, ClockState, Notice, Recount
from cases.recipients import Roll
from cases.workflow import MOVES
from departments.work_calendars import WorkCalendars
from govgrid.lib.worktime import CalendarTooShort

A_MINUTE, TWO_MINUTES, TEN_MINUTES = timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=10)
AN_HOUR, SOON = timedelta(hours=1), timedelta(hours=24)
# The hourly round computes one clock in a hundred anew; after a hundred rounds it has been through all of them.
SHARE = 100

AT_WORK = "('dispatched', 'handling', 'suspended')"
ENDED = "('declined', 'merged', 'cancelled', 'closed')"
OPEN_LEG = "('sent', 'handling', 'suspended')"
LIVE_CLOCK = "('running', 'paused')"


def on_no_desk(turn: Round) -> Found:
    """Return open cases that no department, officer, desk or worker has before them.

    FILED, HANDLED and CHECKED cases wait at a desk by their status alone, and so do reports the router has seen.
    """
    return ask(f"""
        SELECT number FROM cases_case c WHERE status = 'reported' AND routed_at IS NULL AND NOT EXISTS
            (SELECT FROM cases_notice n WHERE n.case_id = c.id AND n.topic = 'route' AND n.done_at IS NULL)
        UNION ALL
        SELECT number FROM cases_case c WHERE status IN ('verifying', 'checking') AND NOT EXISTS
            (SELECT FROM cases_fieldtask t WHERE t.case_id = c.id AND t.done_at IS NULL)
        UNION ALL
        SELECT number FROM cases_case c WHERE status IN {AT_WORK} AND NOT EXISTS
            (SELECT FROM cases_leg l WHERE l.case_id = c.id)
    """)  # noqa: S608


def part_without_clock(turn: Round) -> Found:
    """Return cases with an open part that no handling clock times; a suspended part's must stand still.

    A desk that a ladder called in has no limit of its own.
    """
    return ask(f"""
        SELECT c.number FROM cases_leg l JOIN cases_case c ON c.id = l.case_id
         WHERE l.state IN {OPEN_LEG} AND l.rule NOT IN {coordinating.UNTIMED} AND NOT EXISTS
            (SELECT FROM cases_clock k WHERE k.case_id = l.case_id AND k.leg_id = l.id AND k.kind = 'handle'
                AND k.state IN {LIVE_CLOCK} AND (l.state <> 'suspended' OR k.state = 'paused'))
    """)  # noqa: S608


def clock_that_will_not_fire(turn: Round) -> Found:
    """Return cases with a running clock that should have fired a minute ago, or never will though rungs are left."""
    running = Clock.objects.filter(state=ClockState.RUNNING).select_related("case").order_by("next_fire_at", "id")
    calendars = WorkCalendars()
    overdue = running.filter(next_fire_at__lt=turn.ago(A_MINUTE))
    silent = running.filter(next_fire_at=None, due_at__isnull=False, stuck_at=None)
    forgotten = (clock for clock in silent.iterator() if deadlines.fires_next(clock, calendars))
    return found(clock.case.number for clock in chain(overdue.iterator(), forgotten))


def wrongly_due(turn: Round) -> Found:
    """Return cases with a running clock whose due instant is not what budget and calendar give today.

    A calendar that a worker is still counting anew is left out. A calendar that ends too soon gives no instant at all.
    """
    clocks = Clock.objects.filter(state=ClockState.RUNNING).exclude(
        calendar__in=Recount.objects.filter(done_at=None).values("calendar")
    )
    if not turn.full:
        share = int(turn.at.timestamp()) // 3600 % SHARE
        clocks = clocks.annotate(lot=F("id") % SHARE).filter(lot=share)
    calendars = WorkCalendars()
    late = (clock for clock in clocks.select_related("case").iterator() if _is_wrongly_due(clock, calendars))
    return found(clock.case.number for clock in late)


def _is_wrongly_due(clock: Clock, calendars: WorkCalendars) -> bool:
    try:
        return clock.due_at != deadlines.due_again(clock, calendars)
    except CalendarTooShort:
        return True


def late_notice(turn: Round) -> Found:
    """Return cases with a notice that could have been taken two minutes ago."""
    return ask(
        """
        SELECT c.number FROM cases_notice n JOIN cases_case c ON c.id = n.case_id
         WHERE n.done_at IS NULL AND n.dead_at IS NULL AND n.available_at < %(late)s
        """,
        late=turn.ago(TWO_MINUTES),
    )


def dead_letter(turn: Round) -> Found:
    """Return cases with a notice or letter that was given up; they wait on the board of dead letters."""
    return ask("""
        SELECT c.number FROM cases_notice n JOIN cases_case c ON c.id = n.case_id
         WHERE n.dead_at IS NOT NULL AND n.done_at IS NULL
        UNION ALL
        SELECT c.number FROM cases_delivery d JOIN cases_case c ON c.id = d.case_id WHERE d.state = 'dead'
    """)


def draft_too_old(turn: Round) -> Found:
    """Return drafts of reports that should have been erased an hour ago: they hold what people never sent."""
    beyond = turn.ago(drafts.KEPT + AN_HOUR)
    return ask("SELECT 'draft ' || id AS number FROM cases_reportdraft WHERE touched_at < %(beyond)s", beyond=beyond)


def expired_claim(turn: Round) -> Found:
    """Return cases where taken work should be back in the queue, or a worker's lease on a letter has run out."""
    return ask(
        f"""
        SELECT c.number FROM cases_leg l JOIN cases_case c ON c.id = l.case_id
         WHERE l.state IN {OPEN_LEG} AND l.claim_until < %(late)s
        UNION ALL
        SELECT c.number FROM cases_delivery d JOIN cases_case c ON c.id = d.case_id
         WHERE d.state = 'waiting' AND d.lease_until < %(late)s
        """,  # noqa: S608
        late=turn.ago(TWO_MINUTES),
    )


def unlike_its_history(turn: Round) -> Found:
    """Return cases that say something else than their history: status, number of entries, or number of moves."""
    return ask(
        f"""
        SELECT c.number FROM {turn.cases} c CROSS JOIN LATERAL
            (SELECT count(*) AS entries, coalesce(max(h.number), 0) AS last,
                    count(*) FILTER (WHERE h.action = ANY(%(moves)s)) AS moves
               FROM cases_historyentry h WHERE h.case_id = c.id) told
         WHERE told.entries <> c.entries OR told.last <> c.entries OR told.moves <> c.step - 1
            OR c.status IS DISTINCT FROM
               (SELECT status FROM cases_historyentry h WHERE h.case_id = c.id ORDER BY h.number DESC LIMIT 1)
        """,  # noqa: S608
        moves=list(MOVES),
    )


def letter_not_sent(turn: Round) -> Found:
    """Return cases with a letter due for ten minutes that nobody sends, or leased for longer than a lease lasts."""
    return ask(
        """
        SELECT c.number FROM cases_delivery d JOIN cases_case c ON c.id = d.case_id
         WHERE d.state = 'waiting' AND (d.available_at < %(late)s OR d.lease_until > %(beyond)s)
        """,
        late=turn.ago(TEN_MINUTES), beyond=turn.at + TEN_MINUTES,
    )  # fmt: skip


NEXT_RUNGS = """
SELECT r.target, k.leg_id IS NOT NULL, min(k.case_id), min(k.leg_id), min(k.id), array_agg(c.number)
  FROM cases_clock k JOIN cases_case c ON c.id = k.case_id LEFT JOIN cases_leg l ON l.id = k.leg_id
  JOIN departments_rung r ON r.ladder_id = k.ladder_id AND r.position = k.next_rung
 WHERE k.state = 'running' AND k.next_fire_at <= %s
 GROUP BY r.target, l.department_id, k.leg_id IS NOT NULL, c.area_path
"""


def nobody_on_the_rung(turn: Round) -> Found:
    """Return cases with a rung within 24 hours that would reach nobody, nor anyone who stands in.

    A warning and no breach: nothing is wrong yet, and what is missing is a posting of the city.
    """
    with connection.cursor() as cursor:
        cursor.execute(NEXT_RUNGS, [turn.at + SOON])
        rungs = cursor.fetchall()
    return found(_unreached(rungs, turn.at))


def _unreached(rungs: list[tuple], at: datetime) -> Iterator[str]:
    """Ask once for each target, department and area, with one of their cases for all."""
    roll = Roll(at)
    for target, _has_leg, case_id, leg_id, clock_id, numbers in rungs:
        notice = Notice(case_id=case_id, kind="late", data={"target": target, "leg": leg_id, "clock": clock_id})
        try:
            reached = recipients.rung_target(roll, notice, recipients.matters([case_id])[case_id])
        except LookupError:  # nobody is posted, or the target is no role that a letter could go to
            reached = []
        if not reached:
            yield from numbers


def broken_chain(turn: Round) -> Found:
    """Return cases whose history was changed since it was written, and days whose anchor no longer fits."""
    if not turn.full:
        return found(one.case_number for one in chains.newest_chains(NEWEST_ENTRIES) if one.broken)
    return found(_everything_broken())


def _everything_broken() -> Iterator[str]:
    yield from (one.case_number for one in chains.every_chain() if one.broken)
    yield from chains.forged_anchors()


def parts_and_case_at_odds(turn: Round) -> Found:
    """Return cases at work of which every part is closed, and ended ones with an open part or a clock alive."""
    return ask(f"""
        SELECT number FROM cases_case c WHERE status IN {AT_WORK}
           AND EXISTS (SELECT FROM cases_leg l WHERE l.case_id = c.id)
           AND NOT EXISTS (SELECT FROM cases_leg l WHERE l.case_id = c.id AND l.state IN {OPEN_LEG})
        UNION ALL
        SELECT c.number FROM cases_leg l JOIN cases_case c ON c.id = l.case_id
         WHERE l.state IN {OPEN_LEG} AND c.status IN {ENDED}
        UNION ALL
        SELECT c.number FROM cases_clock k JOIN cases_case c ON c.id = k.case_id
         WHERE k.state IN {LIVE_CLOCK} AND c.status IN {ENDED}
    """)  # noqa: S608
