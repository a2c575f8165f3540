"""The roles of the field (domain.md §4) and what each may do, where it is posted: one table."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OFFICER = "officer", _("Grid officer")
    ACCEPTOR = "acceptor", _("Acceptor")
    SHIFT_LEADER = "shift_leader", _("Shift leader")
    DISPATCHER = "dispatcher", _("Dispatcher")
    DEPARTMENT_HEAD = "department_head", _("Department head")
    HANDLER = "handler", _("Handler")
    SUPERVISOR = "supervisor", _("Supervisor")
    ASSESSOR = "assessor", _("Assessor")
    AGENT = "agent", _("Hotline agent")
    ADMINISTRATOR = "administrator", _("Administrator")


@dataclass(frozen=True)
class Means:
    """Where a role is posted ("area" or "department") and its abilities there."""

    posted_in: str
    abilities: tuple[str, ...]


# The two axes (两轴分离): nobody files or closes and also dispatches or works.
ROLES: dict[str, Means] = {
    Role.OFFICER: Means("area", ("view_cases", "check_cases", "report_cases")),
    Role.ACCEPTOR: Means("area", ("view_cases", "file_cases", "publish_cases", "read_contacts")),
    Role.SHIFT_LEADER: Means("area", ("view_cases", "file_cases", "close_cases", "publish_cases")),
    Role.DISPATCHER: Means("area", ("view_cases", "dispatch_cases")),
    Role.DEPARTMENT_HEAD: Means("department", ("view_cases", "work_cases", "assign_cases")),
    Role.HANDLER: Means("department", ("view_cases", "work_cases")),
    Role.SUPERVISOR: Means("area", ("view_cases", "supervise_cases")),
    Role.ASSESSOR: Means("area", ("view_cases", "score_cases")),
    Role.AGENT: Means("area", ("view_cases", "call_back", "read_contacts")),
    # Runs the platform, not the cases: postings, duties and calendars; sees no case by default.
    Role.ADMINISTRATOR: Means("area", ()),
}
