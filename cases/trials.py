"""Try a duty set before anyone adopts it: cases of the past are asked of both sets, and what differs is listed.

Each case is asked by its own category, the areas it lay in, and the instant when it was sent (else reported), so that
hours and days of validity count as they would have. Nothing is written to a case.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import queries
from cases.models import Case, DutyTrial, TrialRow
from cases.trial_files import FileOfCases, Past
from departments import duty_sets
from departments.duties import DutyBook, Responsibility, adopted_set, duties_of
from departments.duty_sets import Proof, State
from departments.keepers import Entry, entries_of
from departments.models import Category, Department, DutySet, User
from govgrid.lib import rows
from govgrid.lib.refusals import Refusal
from grids.city import city_day

BATCH = 2_000
# A page waits for so many cases at most; more are tried by the command.
MOST_IN_A_REQUEST = 20_000
REFUSED_KEPT = 1_000
Change = TrialRow.Change
Batch = tuple[Sequence[Past], int]


class NotTriable(Refusal):
    code = "duty_set_not_triable"


@dataclass(frozen=True)
class Way:
    """Where a duty set sends a case. Without a `rule` it waits at the dispatch desk; `note` holds codes only."""

    department_id: int
    helpers: frozenset[int]
    rule: str
    note: str


def try_on_last_days(
    duty_set: DutySet, days: int, *, by: User | None, at: datetime, most: int | None = None
) -> DutyTrial:
    """Try `duty_set` on the cases reported in the `days` before `at`; `most` refuses more. Raises NotTriable."""
    since = at - timedelta(days=days)
    if most is not None:
        _need_few(duty_set, since, days, most)
    return _try(duty_set, _of_last_days(since, at), scope=f"days:{days}", by=by, at=at)


def try_on_file(
    duty_set: DutySet, given: FileOfCases, *, name: str, by: User | None, at: datetime, most: int | None = None
) -> DutyTrial:
    """Try `duty_set` on the cases of a file; its refused lines are kept with the trial. Raises NotTriable."""
    if most is not None and len(given.cases) > most:
        facts = {"most": most, "version": duty_set.version}
        raise NotTriable(
            _(
                "The file has more than %(most)s cases, too many for a page to wait for. "
                "Run: manage.py try_duties %(version)s --cases FILE"
            )
            % facts
        )
    batches = ((given.cases[start : start + BATCH], 0) for start in range(0, len(given.cases), BATCH))
    return _try(duty_set, batches, scope=name[:120], by=by, at=at, refused=given.refused)


def adopt_tried(duty_set: DutySet, *, by: User | None, at: datetime) -> DutySet:
    """Adopt a set whose last finished trial proves what it would do. Raises NotAdoptable."""
    return duty_sets.adopt(duty_set, proof=_proof_of(duty_set), by=by, at=at)


def last_trial(duty_set: DutySet) -> DutyTrial | None:
    finished = DutyTrial.objects.filter(duty_set=duty_set, done_at__isnull=False)
    return finished.select_related("by", "against").order_by("-pk").first()


def _proof_of(duty_set: DutySet) -> Proof | None:
    trial = last_trial(duty_set)
    return Proof(trial.digest, trial.against_id) if trial else None


def groups_of(trial: DutyTrial) -> list[dict[str, Any]]:
    """Return how many cases go from where to where: change, departments, which of them is the desk; most first."""
    return list(
        _with_desks(trial)
        .values("change", "old_department", "new_department", "old_desk", "new_desk")
        .annotate(cases=Count("pk"))
        .order_by("-cases", "old_department", "new_department", "change")
    )


def rows_of(trial: DutyTrial, user: User, **group: Any) -> QuerySet[TrialRow]:
    """Return the rows of one group of groups_of(): cases that `user` may see, and all lines of a file."""
    return all_rows_of(trial, **group).filter(Q(case=None) | Q(case__in=queries.visible_to(user).values("pk")))


def all_rows_of(trial: DutyTrial, **group: Any) -> QuerySet[TrialRow]:
    """Return the rows of one group for whoever runs the platform, whose cases no scope narrows."""
    found = _with_desks(trial).filter(**group)
    return found.select_related("case__category", "old_department", "new_department").order_by("pk")


def _with_desks(trial: DutyTrial) -> QuerySet[Any]:
    # A waiting case has no rule, and is another matter than one sent to the department that keeps the desk.
    return TrialRow.objects.filter(trial=trial).annotate(
        old_desk=ExpressionWrapper(Q(old_rule=""), BooleanField()),
        new_desk=ExpressionWrapper(Q(new_rule=""), BooleanField()),
    )


@transaction.atomic
def _try(
    duty_set: DutySet,
    batches: Iterable[Batch],
    *,
    scope: str,
    by: User | None,
    at: datetime,
    refused: Sequence[tuple[int, str, str]] = (),
) -> DutyTrial:
    trial = DutyTrial.objects.create(
        duty_set=duty_set, against=_adopted_beside(duty_set), digest=duty_sets.digest_of(duty_set), scope=scope, at=at,
        by=by, left_out=len(refused), refused=list(refused[:REFUSED_KEPT]),
    )  # fmt: skip
    beside = Beside(duties_of(trial.against), duties_of(duty_set))
    for batch, left_out in batches:
        entries = entries_of(past.component_id for past in batch)
        found = [row for past in batch if (row := beside.difference(past, entries.get(past.component_id or 0)))]
        rows.insert(TrialRow, [{"trial_id": trial.pk, **row} for row in found])
        trial.cases += len(batch)
        trial.elsewhere += len(found)
        trial.left_out += left_out
    return _finished(trial, at)


def _adopted_beside(duty_set: DutySet) -> DutySet:
    facts = {"version": duty_set.version}
    if duty_set.state == State.ADOPTED:
        raise NotTriable(_("Set %(version)s is adopted already.") % facts)
    if duty_set.state == State.RETIRED:
        raise NotTriable(_("Set %(version)s is retired. Make a draft of it, try that, then adopt it.") % facts)
    adopted = adopted_set()
    if adopted is None:
        raise NotTriable(
            _("No duty set is adopted yet, so there is nothing to compare with. Adopt set %(version)s as the first.")
            % facts
        )
    return adopted


def _finished(trial: DutyTrial, at: datetime) -> DutyTrial:
    if not trial.cases and (trial.refused or Case.unscoped.exists()):
        raise NotTriable(_("There was no case to try it on. Choose more days, or a file with at least one sound line."))
    trial.done_at = at
    trial.save(update_fields=["cases", "elsewhere", "left_out", "done_at"])
    DutySet.objects.filter(pk=trial.duty_set_id, state=State.DRAFT).update(state=State.TRIED)
    return trial


def _need_few(duty_set: DutySet, since: datetime, days: int, most: int) -> None:
    if Case.unscoped.filter(reported_at__gte=since)[: most + 1].count() > most:
        raise NotTriable(
            ngettext(
                "The last %(days)s day has more than %(most)s cases, too many for a page to wait for. "
                "Choose fewer days, or run: manage.py try_duties %(version)s --days %(days)s",
                "The last %(days)s days have more than %(most)s cases, too many for a page to wait for. "
                "Choose fewer days, or run: manage.py try_duties %(version)s --days %(days)s",
                days,
            )
            % {"days": days, "most": most, "version": duty_set.version}
        )


def _of_last_days(since: datetime, until: datetime) -> Iterator[Batch]:
    """Yield the cases reported in a span by their ids, and of each batch how many have no category or place."""
    columns = ("pk", "category_id", "area_path", "dispatched_at", "reported_at", "component_id")
    span, last = Case.unscoped.filter(reported_at__gte=since, reported_at__lte=until).order_by("pk"), 0
    while found := list(span.filter(pk__gt=last).values_list(*columns)[:BATCH]):
        last = found[-1][0]
        batch = [
            Past(pk, "", category, _area_ids(path), dispatched or reported, component)
            for pk, category, path, dispatched, reported, component in found
            if category and path
        ]
        yield batch, len(found) - len(batch)


@lru_cache(maxsize=20_000)
def _area_ids(path: str) -> tuple[int, ...]:
    return tuple(int(part) for part in path.strip("/").split("/"))


class Beside:
    """Two duty sets side by side, asked the same questions."""

    def __init__(self, old: DutyBook, new: DutyBook) -> None:
        self._old, self._new = old, new
        parents = dict(Category.objects.values_list("pk", "parent"))
        # Categories that are no more have cases all the same.
        self._paths = {pk: (parent, pk) if parent else (pk,) for pk, parent in parents.items()}
        self._codes = dict(Department.objects.values_list("pk", "code"))

    def difference(self, past: Past, entry: Entry | None = None) -> dict[str, Any] | None:
        """Return the columns of a TrialRow, or None where the case goes the same way by both sets.

        `entry` is what the census says of the case's component: its keeper is the host by either set.
        """
        old, new = self._way(self._old, past, entry), self._way(self._new, past, entry)
        change = _change(old, new)
        if change is None:
            return None
        note = f"{old.note or '–'} → {new.note or '–'}" if old.note != new.note else ""
        return {
            "case_id": past.case_id, "reference": past.reference, "change": change.value, "note": note[:300],
            "old_department_id": old.department_id, "new_department_id": new.department_id,
            "old_rule": old.rule, "new_rule": new.rule,
        }  # fmt: skip

    def _way(self, book: DutyBook, past: Past, entry: Entry | None) -> Way:
        keeping = entry.on(city_day(past.at)) if entry else None
        who = book.responsible_for(self._paths[past.category_id], past.area_ids, past.at, keeping=keeping)
        if not who.certain:
            return Way(book.catch_all_id, frozenset(), "", _rivals(who))
        helpers = frozenset(answer.department_id for answer in who.co_handlers)
        named = ", ".join(sorted(self._codes[pk] for pk in helpers))
        return Way(who.host.department_id, helpers, who.host.code, f"+ {named}" if named else "")


def _rivals(who: Responsibility) -> str:
    return " = ".join(sorted(answer.code for answer in (who.host, *who.rivals))) if who.host.rule else ""


def _change(old: Way, new: Way) -> TrialRow.Change | None:
    if old.rule and not new.rule:
        return Change.DESK
    if (old.department_id, bool(old.rule)) != (new.department_id, bool(new.rule)):
        return Change.HOST
    return Change.PARTS if old.helpers != new.helpers else None
