"""Who hears of a message, and who watches a case: the audiences of letters that tell of both."""

from cases import messages, queries
from cases.models import Case, Message, Notice
from cases.recipients import Matter, Recipient, Roll
from departments.models import User

# Of these notices a watcher hears, too: the case has come to a new place on its path, or is late.
WATCHED = {
    "dispatched", "accepted", "returned", "handled", "checked", "rework", "closed", "declined", "cancelled",
    "reopened", "suspended", "resumed", "merged", "late", "supervised", "message", "written_to_departments",
}  # fmt: skip


def departments(roll: Roll, notice: Notice, matter: Matter) -> list[Recipient]:
    """Return the people of the other departments still at work, and colleagues who were named."""
    message = _message(notice)
    if message is None:
        return []
    others = [leg for leg in matter.legs if leg.department_id != message.department_id]
    told = {user.pk: Recipient(user=user, leg=leg) for leg in others for user in _at(roll, leg.department_id)}
    return list({pk: to for pk, to in (told | _named(message)).items() if pk != message.by_id}.values())


def named(_roll: Roll, notice: Notice, _matter: Matter) -> list[Recipient]:
    """Return the colleagues who were named in a message to the own department."""
    message = _message(notice)
    return list(_named(message).values()) if message else []


def watchers(notice: Notice, matter: Matter) -> list[Recipient]:
    """Return who watches the case, may still see it, and did not write it themselves; nobody for other notices."""
    if notice.kind not in WATCHED:
        return []
    return [Recipient(user=user) for user in matter.watchers if _may_hear(user, notice, matter.case)]


def _may_hear(user: User, notice: Notice, case: Case) -> bool:
    message = _message(notice) if "message" in notice.data else None
    if message is not None:
        return message.by_id != user.pk and messages.may_read(user, message)
    return queries.visible_to(user).filter(pk=case.pk).exists()


def _at(roll: Roll, department_id: int) -> list[User]:
    roles = ("department_head", "handler")
    return [user for role in roles for user in roll.holders(role, department_id=department_id)]


def _named(message: Message) -> dict[int, Recipient]:
    return {user.pk: Recipient(user=user) for user in message.mentioned.filter(is_active=True).order_by("pk")}


def _message(notice: Notice) -> Message | None:
    return Message.objects.select_related("case").filter(pk=notice.data["message"]).first()
