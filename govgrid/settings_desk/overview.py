"""What there is to configure, and in what state it is: a card each, with what a person should look at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, Func, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from cases import chores
from departments.access import administers
from departments.calendar_edits import missing_years
from departments.models import (
    Category,
    ClockKind,
    ConfigChange,
    Department,
    Duty,
    DutySet,
    FilingStandard,
    Ladder,
    Posting,
    Reason,
    StageLimit,
    Template,
    User,
    WorkCalendar,
)
from govgrid.configuring import need_reader
from govgrid.settings_desk.changes import foot
from grids.city import city_day
from grids.models import Area, City, Level, in_force


@dataclass
class Card:
    """A part of the configuration: where it is kept, how much there is, and what a person should look at."""

    route: str
    icon: str
    title: str
    text: str
    count: int | None = None
    warnings: list[str] = field(default_factory=list)
    # What the log calls it.
    subject: str = ""
    changed: ConfigChange | None = None

    @property
    def url(self) -> str:
        return reverse(self.route)

    def warn(self, count: int, words: str) -> "Card":
        """Add a warning about `count` things, where there are any; `words` hold %(count)s."""
        if count:
            self.warnings.append(words % {"count": count})
        return self


@login_required
@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    need_reader(request)
    cards = list(_cards(city_day(chores.now())))
    newest = {change.subject: change for change in _newest_of_each()}
    for card in cards:
        card.changed = newest.get(card.subject)
    shown = {"cards": cards, "changes": foot(), "may_change": administers(request.user)}
    return render(request, "desk/settings/index.html", shown)


def _newest_of_each() -> QuerySet[ConfigChange]:
    return ConfigChange.objects.order_by("subject", "-pk").distinct("subject").select_related("by")


def _cards(today: date) -> Iterator[Card]:
    found = _counts(today)
    yield _departments(found)
    yield _people(found)
    yield _dictionary(found)
    yield _standards(found)
    yield _duties(found)
    yield _ladders(found)
    yield _calendars(today)
    yield Card(
        "settings-stages", "hourglass", _("Stage limits"), _("How long each stage may take, from first look to check."),
        found["stages"], subject="stage",
    )  # fmt: skip
    yield Card(
        "settings-reasons", "list", _("Reasons"), _("What people choose from when they return, extend or decline."),
        found["reasons"], subject="reason",
    )  # fmt: skip
    yield Card(
        "settings-templates", "template", _("Templates"),
        _("Words that people use often, in both languages, with places for the facts of a case."),
        found["templates"], subject="template",
    )  # fmt: skip
    yield Card(
        "desk-grids", "map-2", _("Grid"), _("How the city is divided. A change holds from a day on and can be undone."),
        found["cells"],
    )  # fmt: skip
    yield Card(
        "settings-pack", "box", _("City pack"),
        _("The whole configuration as a zip: to keep, to change in a spreadsheet, to bring back."), subject="pack",
    )  # fmt: skip


def _counts(today: date) -> Mapping[str, int]:
    """Return how many there are of everything that the cards count, in one question."""
    posted = Posting.objects.filter(_holding(today))
    departments, people = Department.objects.filter(valid_to=None), User.objects.filter(is_active=True)
    kinds = Category.objects.filter(valid_to=None, parent__isnull=False)
    standards = FilingStandard.objects.filter(valid_to=None)
    duties = Duty.objects.filter(duty_set__state=DutySet.State.ADOPTED)
    ladders = Ladder.objects.filter(retired_at=None)
    asked = {
        "departments": departments,
        "empty": departments.filter(~Exists(posted.filter(department=OuterRef("pk")))),
        "people": people,
        "idle": people.filter(~Exists(posted.filter(user=OuterRef("pk")))),
        "kinds": kinds,
        "unfiled": kinds.filter(~Exists(standards.filter(category=OuterRef("pk")))),
        "unsure_kinds": kinds.filter(verified=False),
        "standards": standards,
        "unsure": standards.filter(verified=False),
        "later": standards.filter(valid_from__gt=today),
        "duties": duties,
        "gone": duties.filter(Q(department__valid_to__isnull=False) | Q(area__valid_to__isnull=False)),
        "ladders": ladders,
        "of_handling": ladders.filter(clock=ClockKind.HANDLE),
        "stages": StageLimit.objects.all(),
        "reasons": Reason.objects.filter(valid_to=None),
        "templates": Template.objects.filter(valid_to=None),
        "cells": Area.objects.filter(in_force(today), level=Level.CELL),
    }
    counts = {f"{name}_": _count(found) for name, found in asked.items()}
    return {name[:-1]: count for name, count in City.objects.values(**counts).get().items()}


def _count(found: QuerySet) -> Subquery:
    return Subquery(found.order_by().annotate(number=Func("pk", function="COUNT")).values("number"))


def _holding(today: date) -> Q:
    begun, not_over = Q(valid_from=None) | Q(valid_from__lte=today), Q(valid_to=None) | Q(valid_to__gt=today)
    return begun & not_over & Q(user__is_active=True)


def _departments(found: Mapping[str, int]) -> Card:
    card = Card(
        "settings-departments", "building", _("Departments"),
        _("Who answers for cases, by which calendar each works, and how it is reached."), found["departments"],
        subject="department",
    )  # fmt: skip
    return card.warn(
        found["empty"],
        ngettext("%(count)s department without people", "%(count)s departments without people", found["empty"]),
    )


def _people(found: Mapping[str, int]) -> Card:
    card = Card(
        "settings-people", "users", _("People"), _("Who works here, in which role and where, and who stands in."),
        found["people"], subject="person",
    )  # fmt: skip
    return card.warn(
        found["idle"],
        ngettext("%(count)s person without a posting", "%(count)s people without a posting", found["idle"]),
    )


def _dictionary(found: Mapping[str, int]) -> Card:
    card = Card(
        "settings-categories", "books", _("Dictionary"),
        _("The kinds of cases this city knows: components and events, by class."), found["kinds"], subject="category",
    )  # fmt: skip
    card.warn(
        found["unfiled"],
        ngettext("%(count)s category without a standard", "%(count)s categories without a standard", found["unfiled"]),
    )
    return card.warn(
        found["unsure_kinds"], ngettext("%(count)s not verified", "%(count)s not verified", found["unsure_kinds"])
    )


def _standards(found: Mapping[str, int]) -> Card:
    card = Card(
        "settings-standards", "scale", _("Filing standards"),
        _("When a kind of case is filed, how long it may take, and what closes it."), found["standards"],
        subject="standard",
    )  # fmt: skip
    card.warn(found["unsure"], ngettext("%(count)s not verified", "%(count)s not verified", found["unsure"]))
    return card.warn(found["later"], ngettext("%(count)s begins later", "%(count)s begin later", found["later"]))


def _duties(found: Mapping[str, int]) -> Card:
    card = Card(
        "desk-duties", "route", _("Duty list"),
        _("Who answers for what, where and when. A new list is tried on past cases before it is adopted."),
        found["duties"],
    )  # fmt: skip
    return card.warn(
        found["gone"],
        ngettext("%(count)s duty names what has ended", "%(count)s duties name what has ended", found["gone"]),
    )


def _ladders(found: Mapping[str, int]) -> Card:
    card = Card(
        "settings-ladders", "ladder", _("Ladders"), _("Whom a late case climbs to, step by step."), found["ladders"],
        subject="ladder",
    )  # fmt: skip
    if not found["of_handling"]:
        card.warnings.append(_("Handling has no ladder: nobody is told"))
    return card


def _calendars(today: date) -> Card:
    found = list(WorkCalendar.objects.order_by("pk"))
    card = Card(
        "settings-calendars", "calendar", _("Working calendars"),
        _("When offices work: weeks, holidays and make-up workdays."), len(found), subject="calendar",
    )  # fmt: skip
    for calendar, year in missing_years(found, today):
        card.warnings.append(_("%(year)s is missing: %(name)s") % {"year": year, "name": calendar.name})
    return card
