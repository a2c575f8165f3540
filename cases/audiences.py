"""To whom letters about requests, visits, questions and merges go; the other audiences are in cases.recipients."""

from cases import recipients
from cases.models import Notice, Question, Report, Request
from cases.recipients import Matter, Recipient, Roll
from departments.models import User
from departments.roles import Role

Kind = Request.Kind

# Who decides what was asked; what is not passed on yet goes to who passes it on.
DECIDERS = {
    Kind.FILING: Role.SHIFT_LEADER,
    Kind.CANCEL: Role.SHIFT_LEADER,
    Kind.FORCED_CLOSE: Role.SUPERVISOR,
    Kind.APPEAL: Role.ACCEPTOR,
}


# Which public step a notice tells of; one that goes on within a department is no news to the public.
FOLLOWED = {
    "dispatched": ("dispatch", "arbitrate"), "accepted": ("accept",), "returned": ("return",), "handled": ("finish",),
    "check": ("send_check",), "checked": ("pass_check",), "rework": ("rework",), "suspended": ("suspend",),
    "resumed": ("resume",), "closed": ("close", "force_close", "self_handle"), "reopened": ("reopen",),
    "cancelled": ("cancel",), "withdrawn": ("withdraw",),
}  # fmt: skip


def deciders(roll: Roll, notice: Notice, matter: Matter) -> list[Recipient]:
    """Return who is to pass on or decide a request; nobody once it is decided."""
    request = _request(notice)
    if request is None or request.decision:
        return []
    path = matter.case.area_path
    if request.endorsed_at is None and request.kind != Kind.APPEAL and request.leg:
        heads = roll.holders(Role.DEPARTMENT_HEAD, department_id=request.leg.department_id)
        return _people(heads or roll.desk(Role.DISPATCHER, path))
    passed_on = request.endorsed_at is not None
    return _people(roll.desk(DECIDERS.get(Kind(request.kind), Role.DISPATCHER) if passed_on else Role.DISPATCHER, path))


def asker(_roll: Roll, notice: Notice, _matter: Matter) -> list[Recipient]:
    """Return who made the request that was decided."""
    request = _request(notice)
    return _people([request.by]) if request and request.by.is_active else []


def questioner(_roll: Roll, notice: Notice, _matter: Matter) -> list[Recipient]:
    """Return who asked the question that was answered."""
    question = Question.objects.select_related("by").filter(pk=notice.data["question"]).first()
    return _people([question.by]) if question and question.by.is_active else []


def questioned(_roll: Roll, notice: Notice, _matter: Matter) -> list[Recipient]:
    """Return the reporter who was asked, if they left an address; others read it on their page."""
    asked = Report.objects.filter(questions=notice.data["question"], contact__isnull=False).select_related("contact")
    return [Recipient(contact=report.contact, report_number=report.number) for report in asked]


def moved_reporters(_roll: Roll, notice: Notice, matter: Matter) -> list[Recipient]:
    """Return those whose report was moved here by a merge."""
    moved = [report for report in matter.told if report.moved_from_id == notice.data["from"]]
    return [Recipient(contact=report.contact, report_number=report.number) for report in moved]


def called_in(roll: Roll, notice: Notice, matter: Matter) -> list[Recipient]:
    """Return the people of the departments that were called in and are still at it."""
    legs = [leg for leg in matter.legs if leg.department_id in notice.data["to"]]
    return [
        Recipient(user=user, leg=leg) for leg in legs for user in roll.workers(leg.department_id, matter.case.area_path)
    ]


def whoever_has_it(roll: Roll, notice: Notice, matter: Matter) -> list[Recipient]:
    """Return the host's people, else the desk where the case lies."""
    return recipients.host(roll, notice, matter) or recipients.dispatchers(roll, notice, matter)


def withdrawer(_roll: Roll, notice: Notice, _matter: Matter) -> list[Recipient]:
    """Return the reporter who withdrew, if they left an address."""
    left = Report.objects.filter(number=notice.data["report"], contact__isnull=False).select_related("contact")
    return [Recipient(contact=report.contact, report_number=report.number) for report in left]


def who_had_it(roll: Roll, notice: Notice, matter: Matter) -> list[Recipient]:
    """Return the people of the departments that had a part when the only report of the case was withdrawn."""
    path = matter.case.area_path
    return _people([user for pk in notice.data["departments"] for user in roll.workers(pk, path)])


def followers(_roll: Roll, notice: Notice, matter: Matter) -> list[Recipient]:
    """Return the citizens who followed a public case when it took a step that the public may know."""
    listening = [it for it in matter.followers if it.since <= notice.created_at]
    if matter.case.published_at is None or not listening:
        return []
    step = (
        matter.case.history.filter(action__in=FOLLOWED[notice.kind], at=notice.created_at).order_by("-number").first()
    )
    return [Recipient(contact=it.contact, follower=it, step=step) for it in listening] if step else []


def acceptors(roll: Roll, _notice: Notice, matter: Matter) -> list[Recipient]:
    return _people(roll.desk(Role.ACCEPTOR, matter.case.area_path))


def of_the_part(roll: Roll, notice: Notice, matter: Matter) -> list[Recipient]:
    """Return the people of the part that was taken up again."""
    legs = [leg for leg in matter.legs if leg.pk == notice.data["leg"]]
    return [
        Recipient(user=user, leg=leg) for leg in legs for user in roll.workers(leg.department_id, matter.case.area_path)
    ]


def _request(notice: Notice) -> Request | None:
    return Request.objects.select_related("by", "leg").filter(pk=notice.data["request"]).first()


def _people(users: list[User]) -> list[Recipient]:
    return [Recipient(user=user) for user in dict.fromkeys(users)]
