"""Who keeps a component (养护单位), else whose it is (权属单位): named by the census, asked before the duty list.

The authority (主管部门) supervises and handles nothing. What is told of it is kept with a case in one fixed English
form, so that programs can read it and pages can say it in the reader's language.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from departments.models import Component

KEEPER, OWNER = "component-keeper", "component-owner"
COLUMNS = ("pk", "code", "surveyed_on", "changed_on", "valid_to", "keeper", "keeper__valid_to", "owner",
           "owner__valid_to")  # fmt: skip

# rule: the fixed form, and the sentence for people.
HANDLED_BY: dict[str, tuple[str, Promise]] = {
    KEEPER: ("keeper of component {code} by the census of {day}",
             _("Keeper of component %(code)s by the census of %(day)s")),
    OWNER: ("owner of component {code} by the census of {day}",
            _("Owner of component %(code)s by the census of %(day)s; it names no keeper that is in office")),
}  # fmt: skip
PASSED_OVER: dict[str, Promise] = {
    "ended": _("The departments that keep or own component %(code)s have ended, so the duty list decided."),
    "unknown": _("The census names no keeper or owner of component %(code)s, so the duty list decided."),
    "gone": _("Component %(code)s has ended, so the duty list decided."),
}
RULES: dict[str, Promise] = {KEEPER: _("Keeper of the component"), OWNER: _("Owner of the component")}
UNDATED = "unknown date"


@dataclass(frozen=True)
class Keeping:
    """What the census says of one component: the department that handles by `rule`, or why none does."""

    code: str
    day: str
    department_id: int | None = None
    rule: str = ""
    passed_over: str = ""

    @property
    def reason(self) -> str:
        """The fixed form; '' where the duty list decides."""
        return HANDLED_BY[self.rule][0].format(code=self.code, day=self.day) if self.rule else ""


@dataclass(frozen=True)
class Entry:
    """A component as the census has it: whose it is and who keeps it, each with the day on which they end."""

    code: str
    surveyed_on: date | None
    changed_on: date | None
    valid_to: date | None
    keeper: int | None
    keeper_ends: date | None
    owner: int | None
    owner_ends: date | None

    def on(self, day: date) -> Keeping:
        """Return who handles a case of this component on `day`, or why the duty list decides."""
        if _ended(self.valid_to, day):
            return Keeping(self.code, self.dated, passed_over="gone")
        for rule, department, ends in ((KEEPER, self.keeper, self.keeper_ends), (OWNER, self.owner, self.owner_ends)):
            if department is not None and not _ended(ends, day):
                return Keeping(self.code, self.dated, department, rule)
        return Keeping(self.code, self.dated, passed_over="ended" if self.keeper or self.owner else "unknown")

    @property
    def dated(self) -> str:
        day = max(filter(None, (self.surveyed_on, self.changed_on)), default=None)
        return day.isoformat() if day else UNDATED


def entries_of(component_ids: Iterable[int | None]) -> dict[int, Entry]:
    """Return what the census says of components, by id. One query for all; none for no component."""
    wanted = {pk for pk in component_ids if pk is not None}
    found = Component.objects.filter(pk__in=wanted).values_list(*COLUMNS) if wanted else ()
    return {pk: Entry(*facts) for pk, *facts in found}


def _ended(valid_to: date | None, on: date) -> bool:
    return valid_to is not None and valid_to <= on


def in_words(rule: str, reason: str) -> str:
    """Return a reason in the reader's language: those that the census gave are kept in one form, others as they are."""
    form, words = HANDLED_BY.get(rule, ("", ""))
    told = re.fullmatch(re.escape(form).replace(r"\{code\}", "(.+)").replace(r"\{day\}", "(.+)"), reason)
    return str(words) % {"code": told[1], "day": told[2]} if form and told else reason


def rule_in_words(rule: str) -> str:
    """Return what a rule of the census means, without the component; '' for a rule of the duty list."""
    return str(RULES[rule]) if rule in RULES else ""


def why_passed_over(code: str, why: str) -> str:
    """Return in words why the duty list decided about a case with component `code`; '' where it did not."""
    return str(PASSED_OVER[why]) % {"code": code} if why in PASSED_OVER else ""
