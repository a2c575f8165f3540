"""Dead letters: work orders, notices and letters that were given up, for a person to look at and send off again.

Who supervises an area has those of its cases; who administers the platform has all of them, without the cases' numbers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import history, queries
from cases.models import Case, Delivery, Notice
from cases.workflow import NotAllowed
from departments.access import scope_of
from departments.models import User
from govgrid.lib.refusals import Refusal

SHOWN = 200
# A heap is replayed in parts of this size: one transaction locks no more cases.
AT_ONCE = 1000


class NothingToReplay(Refusal):
    """Somebody else has replayed it meanwhile, or it is not this person's."""

    code = "nothing_to_replay"


@dataclass(frozen=True)
class DeadLetter:
    """One of them: which, of what kind, of which case, since when, after how many tries, and what went wrong."""

    source: str
    pk: int
    kind: str
    case: Case
    since: datetime
    tries: int
    error: str

    @property
    def reason(self) -> Promise:
        """What is wrong and what to do, for a person."""
        return next((words for start, words in REASONS.items() if self.error.startswith(start)), STUMBLED)


@dataclass(frozen=True)
class Heap:
    """All of one kind: "notice" with the notice's kind ("" for work orders), or "letter" with the channel."""

    source: str
    kind: str
    count: int
    oldest: datetime
    letters: tuple[DeadLetter, ...]


# By how the error begins; errors keep the kind of fault and sentences of ours, no data of a case.
REASONS: dict[str, Promise] = {
    "NobodyToTell": gettext_lazy(
        "Nobody is posted in the role that it goes to, nor in one that stands in. Add a posting, then replay it."
    ),
    "UnknownLetter": gettext_lazy(
        "This program does not know this kind of letter: newer code wrote it. Update the platform, then replay it."
    ),
    "CalendarTooShort": gettext_lazy("A working calendar ends too soon. Add the days that follow, then replay it."),
    "there is no address": gettext_lazy("The person it goes to has no address any more."),
    "a worker died": gettext_lazy(
        "A worker ended in the middle of the last try. Replay it; if it comes back, see the log."
    ),
    "the mail server": gettext_lazy("The mail server did not take it. Look at the settings for mail, then replay it."),
    "the SMS gateway": gettext_lazy("The SMS gateway did not take it. Look at its settings, then replay it."),
}
STUMBLED = gettext_lazy("The program stumbled over it. Tell whoever runs the platform what stands in the error.")


def may_look(user: User) -> bool:
    return bool(user.is_staff or "supervise_cases" in scope_of(user))


def heaps(user: User) -> list[Heap]:
    """Return what was given up and is for `user` to see, by kind, the oldest first. Raises NotAllowed."""
    notices, letters = _notices(user), _letters(user)
    found = [*map(_of_notice, _shown(notices, "dead_at")), *map(_of_letter, _shown(letters, "created_at"))]
    counted = [("notice", *row) for row in _counted(notices, "kind", "dead_at")]
    counted += [("letter", *row) for row in _counted(letters, "channel", "created_at")]
    return [
        Heap(source, kind, count, oldest, tuple(one for one in found if (one.source, one.kind) == (source, kind)))
        for source, kind, count, oldest in counted
    ]


@transaction.atomic
def replay(source: str, *, by: User, at: datetime, kind: str | None = None, pk: int | None = None) -> int:
    """Have the workers try again: one (`pk`), or the oldest AT_ONCE of a `kind`; return how many.

    The history of each case keeps it. Raises NotAllowed; NothingToReplay where nothing of it is dead any more.
    """
    wanted = _wanted(source, by, kind, pk)
    # Cases before what hangs on them, in the order of their ids, as everywhere.
    cases = _locked(wanted.values_list("case_id", flat=True)[:AT_ONCE])
    taken = list(wanted.filter(case__in=[case.pk for case in cases]).select_for_update(of=("self",))[:AT_ONCE])
    if not taken:
        raise NothingToReplay(_("Nothing of this is given up any more: somebody has replayed it."))
    _wake(source, taken, at)
    _note_down(cases, source, taken, by, at)
    return len(taken)


def _wanted(source: str, by: User, kind: str | None, pk: int | None) -> QuerySet:
    dead: QuerySet = _notices(by) if source == "notice" else _letters(by)
    which = {"pk": pk} if pk else {"kind" if source == "notice" else "channel": kind}
    return dead.filter(**which).order_by("dead_at" if source == "notice" else "created_at", "pk")


def _notices(user: User) -> QuerySet[Notice]:
    return Notice.objects.filter(_within(user), dead_at__isnull=False, done_at=None)


def _letters(user: User) -> QuerySet[Delivery]:
    # A code that never arrived is of no use to anyone any more: who wanted it has asked for another.
    return Delivery.objects.filter(_within(user), state=Delivery.State.DEAD, case__isnull=False)


def _within(user: User) -> Q:
    if not may_look(user):
        raise NotAllowed(_("The dead letters are for supervisors and administrators."))
    return Q() if user.is_staff else Q(case__in=queries.supervised_by(user).values("pk"))


def _shown(dead: QuerySet, since: str) -> Iterable:
    return dead.select_related("case").order_by(since, "pk")[:SHOWN]


def _counted(dead: QuerySet, kind: str, since: str) -> Iterable[tuple[str, int, datetime]]:
    return dead.values_list(kind).annotate(count=Count("pk"), oldest=Min(since)).order_by("oldest")


def _of_notice(notice: Notice) -> DeadLetter:
    since = notice.dead_at or notice.created_at
    return DeadLetter("notice", notice.pk, notice.kind, notice.case, since, notice.attempts, notice.error)


def _of_letter(letter: Delivery) -> DeadLetter:
    if letter.case is None:
        raise AssertionError("letters of no case are left out")
    return DeadLetter(
        "letter", letter.pk, letter.channel, letter.case, letter.created_at, letter.attempts, letter.error
    )


def _locked(case_ids: Iterable[int]) -> list[Case]:
    cases = Case.unscoped.filter(pk__in=set(case_ids)).order_by("pk")
    return list(cases.select_for_update(of=("self",), no_key=True))


def _wake(source: str, taken: Sequence[Notice | Delivery], at: datetime) -> None:
    ids = [one.pk for one in taken]
    if source == "notice":
        Notice.objects.filter(pk__in=ids).update(attempts=0, dead_at=None, available_at=at)
    else:
        Delivery.objects.filter(pk__in=ids).update(attempts=0, state=Delivery.State.WAITING, available_at=at)


def _note_down(cases: Sequence[Case], source: str, taken: Sequence[Notice | Delivery], by: User, at: datetime) -> None:
    of_case: dict[int, list[str]] = {}
    for one in taken:
        if one.case_id is not None:
            of_case.setdefault(one.case_id, []).append(one.kind if isinstance(one, Notice) else one.channel)
    data = {pk: {"source": source, "kinds": sorted(set(kinds))} for pk, kinds in of_case.items()}
    history.note_down([case for case in cases if case.pk in data], "replay", by=by, at=at, data=data)
