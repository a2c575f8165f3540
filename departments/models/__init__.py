"""Who: people, departments and what each answers for, by when, and whom a late case climbs to."""

from departments.models.asked import CategoryQuestion, Stopper
from departments.models.calendar import CalendarDay, WorkCalendar
from departments.models.change import ConfigChange
from departments.models.component import Component
from departments.models.dictionary import Category, CloseKind, FilingStandard, LimitUnit, Reason
from departments.models.door import ApiKey, CallCount
from departments.models.duty import Duty, DutySet, Part
from departments.models.grants import (
    AreaGroupPermission,
    AreaUserPermission,
    DepartmentGroupPermission,
    DepartmentUserPermission,
    RoleGroup,
)
from departments.models.ladder import ClockKind, Ladder, Rung, StageLimit
from departments.models.people import Absence, Department, Posting, Shift, User
from departments.models.template import Audience, Macro, MacroStep, Template

__all__ = [
    "Absence",
    "ApiKey",
    "AreaGroupPermission",
    "AreaUserPermission",
    "Audience",
    "CalendarDay",
    "CallCount",
    "Category",
    "CategoryQuestion",
    "ClockKind",
    "CloseKind",
    "Component",
    "ConfigChange",
    "Department",
    "DepartmentGroupPermission",
    "DepartmentUserPermission",
    "Duty",
    "DutySet",
    "FilingStandard",
    "Ladder",
    "LimitUnit",
    "Macro",
    "MacroStep",
    "Part",
    "Posting",
    "Reason",
    "RoleGroup",
    "Rung",
    "Shift",
    "StageLimit",
    "Stopper",
    "Template",
    "User",
    "WorkCalendar",
]
