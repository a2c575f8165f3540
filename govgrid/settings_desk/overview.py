"""What there is to configure, and in what state it is: a card each, with what a person should look at."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from cases import chores
from departments.access import administers
from departments.calendar_edits import missing_years
from departments.duties import adopted_set
from departments.models import (
    Category,
    ClockKind,
    ConfigChange,
    Department,
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
from grids.models import Area, Level, in_force


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
    yield _departments(today)
    yield _people(today)
    yield _dictionary()
    yield _standards(today)
    yield _duties()
    yield _ladders()
    yield _calendars(today)
    yield _stages()
    yield _reasons()
    yield Card(
        "settings-templates", "template", _("Templates"),
        _("Words that people use often, in both languages, with places for the facts of a case."),
        Template.objects.filter(valid_to=None).count(), subject="template",
    )  # fmt: skip
    yield Card(
        "desk-grids", "map-2", _("Grid"), _("How the city is divided. A change holds from a day on and can be undone."),
        Area.objects.filter(in_force(today), level=Level.CELL).count(),
    )  # fmt: skip
    yield Card(
        "settings-pack", "box", _("City pack"),
        _("The whole configuration as a zip: to keep, to change in a spreadsheet, to bring back."), subject="pack",
    )  # fmt: skip


def _holding(today: date) -> Q:
    begun, not_over = Q(valid_from=None) | Q(valid_from__lte=today), Q(valid_to=None) | Q(valid_to__gt=today)
    return begun & not_over & Q(user__is_active=True)


def _departments(today: date) -> Card:
    posted = Posting.objects.filter(_holding(today), department=OuterRef("pk"))
    found = Department.objects.filter(valid_to=None).aggregate(
        all=Count("pk"), empty=Count("pk", filter=~Exists(posted))
    )
    card = Card(
        "settings-departments", "building", _("Departments"),
        _("Who answers for cases, by which calendar each works, and how it is reached."), found["all"],
        subject="department",
    )  # fmt: skip
    return card.warn(
        found["empty"],
        ngettext("%(count)s department without people", "%(count)s departments without people", found["empty"]),
    )


def _people(today: date) -> Card:
    posted = Posting.objects.filter(_holding(today), user=OuterRef("pk"))
    found = User.objects.filter(is_active=True).aggregate(all=Count("pk"), idle=Count("pk", filter=~Exists(posted)))
    card = Card(
        "settings-people", "users", _("People"), _("Who works here, in which role and where, and who stands in."),
        found["all"], subject="person",
    )  # fmt: skip
    return card.warn(
        found["idle"],
        ngettext("%(count)s person without a posting", "%(count)s people without a posting", found["idle"]),
    )


def _dictionary() -> Card:
    files = FilingStandard.objects.filter(category=OuterRef("pk"), valid_to=None)
    kinds = Category.objects.filter(valid_to=None, parent__isnull=False)
    found = kinds.aggregate(
        all=Count("pk"), without=Count("pk", filter=~Exists(files)), unsure=Count("pk", filter=Q(verified=False))
    )
    card = Card(
        "settings-categories", "books", _("Dictionary"),
        _("The kinds of cases this city knows: components and events, by class."), found["all"], subject="category",
    )  # fmt: skip
    card.warn(
        found["without"],
        ngettext("%(count)s category without a standard", "%(count)s categories without a standard", found["without"]),
    )
    return card.warn(found["unsure"], ngettext("%(count)s not verified", "%(count)s not verified", found["unsure"]))


def _standards(today: date) -> Card:
    found = FilingStandard.objects.filter(valid_to=None).aggregate(
        all=Count("pk"), unsure=Count("pk", filter=Q(verified=False)),
        later=Count("pk", filter=Q(valid_from__gt=today)),
    )  # fmt: skip
    card = Card(
        "settings-standards", "scale", _("Filing standards"),
        _("When a kind of case is filed, how long it may take, and what closes it."), found["all"], subject="standard",
    )  # fmt: skip
    card.warn(found["unsure"], ngettext("%(count)s not verified", "%(count)s not verified", found["unsure"]))
    return card.warn(found["later"], ngettext("%(count)s begins later", "%(count)s begin later", found["later"]))


def _duties() -> Card:
    adopted = adopted_set()
    card = Card(
        "desk-duties", "route", _("Duty list"),
        _("Who answers for what, where and when. A new list is tried on past cases before it is adopted."),
        adopted.duties.count() if adopted else 0,
    )  # fmt: skip
    gone = Q(department__valid_to__isnull=False) | Q(area__valid_to__isnull=False)
    ended = adopted.duties.filter(gone).count() if adopted else 0
    return card.warn(
        ended, ngettext("%(count)s duty names what has ended", "%(count)s duties name what has ended", ended)
    )


def _ladders() -> Card:
    there = set(Ladder.objects.filter(retired_at=None).values_list("clock", flat=True))
    card = Card(
        "settings-ladders", "ladder", _("Ladders"), _("Whom a late case climbs to, step by step."), len(there),
        subject="ladder",
    )  # fmt: skip
    if ClockKind.HANDLE not in there:
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


def _stages() -> Card:
    return Card(
        "settings-stages", "hourglass", _("Stage limits"), _("How long each stage may take, from first look to check."),
        StageLimit.objects.count(), subject="stage",
    )  # fmt: skip


def _reasons() -> Card:
    return Card(
        "settings-reasons", "list", _("Reasons"), _("What people choose from when they return, extend or decline."),
        Reason.objects.filter(valid_to=None).count(), subject="reason",
    )  # fmt: skip
