"""What the pages of the duty list show: facts of a set, and the groups of its last trial."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import trial_files, trials
from cases.models import DutyTrial, TrialRow
from departments.access import administers
from departments.duty_sets import State
from departments.keepers import rule_in_words
from departments.models import Department, Duty, DutySet
from govgrid.duties_desk.forms import AdoptForm, TryForm

SHOWN = 100


def sets() -> QuerySet[DutySet]:
    """Return the newest sets, each with how many duties it has (`rules`) and its finished trials, latest first."""
    trials_of = Prefetch("trials", DutyTrial.objects.filter(done_at__isnull=False).order_by("-pk"))
    found = DutySet.objects.select_related("made_by", "adopted_by").prefetch_related(trials_of)
    return found.annotate(rules=Count("duties")).order_by("-version")[:SHOWN]


def shown_set(request: HttpRequest, duty_set: DutySet, **forms: Any) -> dict[str, Any]:
    """Return what the page of a set shows; `forms` are those just refused, with what was typed."""
    trial, may_change = trials.last_trial(duty_set), administers(request.user)
    open_one = duty_set.state in (State.DRAFT, State.TRIED)
    return {
        "set": duty_set,
        "facts": _facts(duty_set),
        "trial": trial,
        "scope": scope_words(trial) if trial else "",
        "groups": _groups(trial) if trial else [],
        "refused": [(line, trial_files.sentence(fault, given)) for line, fault, given in trial.refused]
        if trial
        else [],
        "outdated": bool(trial and open_one and _outdated(trial)),
        "may_change": may_change,
        "open": open_one,
        "try_form": forms.get("try_form") or TryForm(),
        "adopt_form": forms.get("adopt_form") or AdoptForm(),
    }


def scope_words(trial: DutyTrial) -> str:
    """Return in words what was tried: the last days, or a file by its name."""
    kind, _colon, days = trial.scope.partition(":")
    if kind == "days" and days.isdigit():
        return ngettext("cases of the last %(days)s day", "cases of the last %(days)s days", int(days)) % {"days": days}
    return _("cases in the file %(name)s") % {"name": trial.scope}


def place_words(department: Department, at_desk: bool) -> str:
    """Return where a case goes: a department, or the dispatch desk where a person chooses."""
    return _("Dispatch desk, a person chooses") if at_desk else department.name


def with_reasons(rows: Sequence[TrialRow], trial: DutyTrial) -> Sequence[TrialRow]:
    """Return the rows, each with what the duties of the adopted and of the tried set give as their reasons."""
    for side, set_id in (("old", trial.against_id), ("new", trial.duty_set_id)):
        codes = {getattr(row, f"{side}_rule") for row in rows}
        reasons = {duty.code: duty.reason for duty in Duty.objects.filter(duty_set=set_id, code__in=codes)}
        for row in rows:
            rule = getattr(row, f"{side}_rule")
            setattr(row, f"{side}_reason", reasons.get(rule) or rule_in_words(rule))
    return rows


def _outdated(trial: DutyTrial) -> bool:
    return trial.against.state != State.ADOPTED


def _facts(duty_set: DutySet) -> list[dict[str, Any]]:
    rows = [(_("Duties"), duty_set.duties.count())]
    if duty_set.note:
        rows.append((_("Note"), duty_set.note))
    for label, at, by in (
        (_("Drafted"), duty_set.made_at, duty_set.made_by),
        (_("Adopted"), duty_set.adopted_at, duty_set.adopted_by),
    ):
        if at:
            rows.append((label, when_and_who(at, by)))
    return [{"label": label, "value": value} for label, value in rows]


def when_and_who(at: Any, by: Any) -> str:
    who = str(by) if by else _("the platform's keeper, by a command")
    return f"{date_format(localtime(at), 'DATETIME_FORMAT')} · {who}"


def _groups(trial: DutyTrial) -> list[dict[str, Any]]:
    found = trials.groups_of(trial)
    ids = {group[f"{side}_department"] for group in found for side in ("old", "new")}
    departments = Department.objects.in_bulk(ids)
    labels, address = dict(TrialRow.Change.choices), reverse("duty-trial", args=[trial.duty_set.version, trial.pk])
    return [
        {
            "old": place_words(departments[group["old_department"]], group["old_desk"]),
            "new": place_words(departments[group["new_department"]], group["new_desk"]),
            "change": labels[group["change"]],
            "cases": group["cases"],
            "url": f"{address}?{_query(group)}",
        }
        for group in found
    ]


def _query(group: dict[str, Any]) -> str:
    plain = {name: int(value) if isinstance(value, bool) else value for name, value in group.items() if name != "cases"}
    return urlencode(plain)
