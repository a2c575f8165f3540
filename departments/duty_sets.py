"""Versions of the duty list (权责清单): drafted, tried on past cases, adopted. Drafts and tried sets never route.

Numbers are given and sets adopted under one lock, so that two people at once make two drafts and adopt one set.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from departments import duties
from departments.models import Duty, DutySet, User
from govgrid.lib.refusals import Refusal

State = DutySet.State
# What makes a rule, by the codes that people write: the columns of duties.csv, in their order.
WORDS = (
    "code", "category__code", "area__code", "hours", "department__code", "part", "priority", "reason_en",
    "reason_zh", "valid_from", "valid_to",
)  # fmt: skip
COPIED = (
    "code", "category_id", "area_id", "hours", "department_id", "part", "priority", "reason_en", "reason_zh",
    "valid_from", "valid_to",
)  # fmt: skip


class NotAdoptable(Refusal):
    code = "duty_set_not_adoptable"


class NoSuchSet(Refusal):
    code = "no_such_duty_set"
    status = 404


@dataclass(frozen=True)
class Proof:
    """What a trial proves: rules with this digest were asked beside the set `against_id`."""

    digest: str
    against_id: int


def set_of(version: int) -> DutySet:
    """Return the set with this number. Raises NoSuchSet."""
    found = DutySet.objects.filter(version=version).first()
    if found is None:
        raise NoSuchSet(_("There is no duty set %(version)s.") % {"version": version})
    return found


@transaction.atomic
def draft(rules: Iterable[Mapping[str, Any]], *, by: User | None, at: datetime, note: str = "") -> DutySet:
    """Make a draft of `rules` (columns of Duty, sound) under the next number. Raises NoCatchAll."""
    duties.catch_all_desk()
    _one_at_a_time()
    newest = DutySet.objects.order_by("-version").first()
    made = DutySet.objects.create(
        version=newest.version + 1 if newest else 1, state=State.DRAFT, note=note, made_at=at, made_by=by
    )
    Duty.objects.bulk_create([Duty(duty_set=made, **rule) for rule in rules], batch_size=1000)
    made.digest = digest_of(made)
    made.save(update_fields=["digest"])
    return made


def draft_copy(duty_set: DutySet, *, by: User | None, at: datetime, note: str = "") -> DutySet:
    """Make a draft with the rules of another set: the way back to one that is retired."""
    return draft(list(duty_set.duties.order_by("id").values(*COPIED)), by=by, at=at, note=note)


def digest_of(duty_set: DutySet) -> str:
    """Return a digest of the rules as they stand in the tables now."""
    return digest(rules_of(duty_set))


def rules_of(duty_set: DutySet) -> list[tuple[Any, ...]]:
    """Return the rules as duties.csv writes them: WORDS, with "" for what is empty."""
    rows = duty_set.duties.order_by("code").values_list(*WORDS)
    return [tuple("" if value is None else value for value in row) for row in rows]


def digest(rules: Sequence[Sequence[Any]]) -> str:
    """Return the digest of rules written as WORDS; their order means nothing."""
    lines = ["\x1f".join(_text(value) for value in rule) for rule in sorted(rules, key=lambda rule: str(rule[0]))]
    return hashlib.sha256("\x1e".join(lines).encode()).hexdigest()


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


@transaction.atomic
def adopt(duty_set: DutySet, *, proof: Proof | None, by: User | None, at: datetime) -> DutySet:
    """Put a set in force in place of the adopted one, which is retired.

    `proof` is its last finished trial; None: it has none. Only a city's first set needs none. Raises NotAdoptable.
    """
    _one_at_a_time()
    present, wanted = duties.adopted_set(), set_of(duty_set.version)
    _need_draft(wanted)
    if present is not None:
        _need_proof(wanted, present, proof)
    return _put_in_force(wanted, by, at)


@transaction.atomic
def adopt_untried(duty_set: DutySet, *, by: User | None, at: datetime) -> DutySet:
    """Put a set in force without a trial: for a first load, and where whoever loads a pack asked for it."""
    _one_at_a_time()
    wanted = set_of(duty_set.version)
    _need_draft(wanted)
    return _put_in_force(wanted, by, at)


def _one_at_a_time() -> None:
    # Routing and pages go on reading; another draft or adoption waits until this one is written.
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE departments_dutyset IN SHARE ROW EXCLUSIVE MODE")


def _need_draft(wanted: DutySet) -> None:
    if wanted.state == State.ADOPTED:
        raise NotAdoptable(_("Set %(version)s is adopted already.") % {"version": wanted.version})
    if wanted.state == State.RETIRED:
        raise NotAdoptable(
            _("Set %(version)s is retired. Make a draft of it, try that, then adopt it.") % {"version": wanted.version}
        )


def _need_proof(wanted: DutySet, present: DutySet, proof: Proof | None) -> None:
    facts = {"version": wanted.version, "adopted": present.version}
    if proof is None:
        raise NotAdoptable(_("Set %(version)s has not been tried. Try it first, then adopt it.") % facts)
    if proof.digest != digest_of(wanted):
        raise NotAdoptable(_("The rules of set %(version)s have changed since it was tried. Try it again.") % facts)
    if proof.against_id != present.pk:
        raise NotAdoptable(
            _("Set %(version)s was tried beside another set than %(adopted)s, which is adopted now. Try it again.")
            % facts
        )


def _put_in_force(wanted: DutySet, by: User | None, at: datetime) -> DutySet:
    duties.catch_all_desk()
    # First the old one goes: at no moment may two be adopted.
    DutySet.objects.filter(state=State.ADOPTED).update(state=State.RETIRED)
    wanted.state, wanted.adopted_at, wanted.adopted_by = State.ADOPTED, at, by
    wanted.digest = digest_of(wanted)
    wanted.save(update_fields=["state", "adopted_at", "adopted_by", "digest"])
    return wanted
