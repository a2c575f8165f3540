"""Working calendars: the week, the year with its holidays and make-up workdays, and what an edit of them moves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases import chores, doorbell
from cases.recounting import Foreseen, foresee
from cases.views.refusals import refused_at, status_of
from departments import calendar_edits
from departments.access import administers
from departments.models import CalendarDay, WorkCalendar
from departments.work_calendars import WorkCalendars
from govgrid.configuring import need_administrator, need_reader
from govgrid.lib.bilingual import speaks_chinese
from govgrid.lib.worktime import Worktime
from govgrid.settings_desk.calendars_forms import WEEKDAYS, DaysForm, TakeForm, WeekForm, YearForm, as_text, week_hours
from govgrid.settings_desk.changes import foot
from govgrid.settings_desk.forms import compare_if_overtaken
from govgrid.settings_desk.year import months_of, runs_of
from grids.city import city_day

AHEAD = 8  # runs of days that a card of the list names


@login_required
@require_GET
def calendars(request: HttpRequest) -> HttpResponse:
    need_reader(request)
    found, today = list(WorkCalendar.objects.order_by("pk")), city_day(chores.now())
    missing = {calendar.pk: year for calendar, year in calendar_edits.missing_years(found, today)}
    ahead = _days_ahead(today)
    rows = [
        {
            "calendar": calendar, "week": _week_words(calendar), "missing": missing.get(calendar.pk),
            "ahead": runs_of(ahead.get(calendar.pk, []))[:AHEAD],
        }
        for calendar in found
    ]  # fmt: skip
    return render(request, "desk/settings/calendars.html", {"rows": rows, "changes": foot("calendar")})


def _days_ahead(today: date) -> dict[int, list[CalendarDay]]:
    """Return the days of each calendar that differ from their weekday, from today on."""
    ahead: dict[int, list[CalendarDay]] = {}
    for row in CalendarDay.objects.filter(day__gte=today).order_by("calendar_id", "day"):
        ahead.setdefault(row.calendar_id, []).append(row)
    return ahead


def _week_words(calendar: WorkCalendar) -> list[tuple[str, str]]:
    """Return the hours of the week; days in a row with the same hours are said together."""
    if calendar.always_open:
        return []
    said: list[tuple[str, str, str]] = []
    for (_name, label), pairs in zip(WEEKDAYS, calendar.windows, strict=True):
        hours = as_text(pairs).replace("-", "–") or _("closed")
        if said and said[-1][2] == hours:
            said[-1] = (said[-1][0], str(label), hours)
        else:
            said.append((str(label), "", hours))
    return [(f"{first} – {last}" if last else first, hours) for first, last, hours in said]


@login_required
@require_http_methods(["GET", "POST"])
def calendar_year(request: HttpRequest, code: str) -> HttpResponse:
    """A year of a calendar; a POST puts days in, after what they move was shown."""
    need_reader(request)
    found = _calendar(code)
    form = DaysForm(request.POST or None, initial={"version": found.version})
    foreseen = None
    if request.method == "POST":
        need_administrator(request)
        if form.is_valid():
            wish = form.wish()
            foreseen = _foreseen(found, wish.hours)
            if form.was_shown():
                with refused_at(form):
                    calendar_edits.put_days(
                        found, wish, version=form.cleaned_data["version"], by=request.user, at=chores.now()
                    )
                    return _saved(request, _page_of(found, wish.days[0].year))
                form.compare(_calendar(code))
            form.data = {**dict(form.data.items()), "foreseen": form.wish_mark()}
    return render(
        request, "desk/settings/calendar.html", _year_page(request, found, form, foreseen), status=status_of(form)
    )


def _calendar(code: str) -> WorkCalendar:
    return get_object_or_404(WorkCalendar, code=code)


def _page_of(calendar: WorkCalendar, year: int) -> str:
    return f"{reverse('settings-calendar', args=[calendar.code])}?year={year}"


def _saved(request: HttpRequest, to: str) -> HttpResponse:
    doorbell.ring_for_recounts()
    messages.success(request, _("The calendar is saved. Running time limits on it are computed anew."))
    return redirect(to)


def _foreseen(calendar: WorkCalendar, edit: Callable[[Worktime], Worktime]) -> list[str]:
    """Return in sentences what an edit of the hours would move."""
    return _foreseen_words(foresee(calendar.pk, edit(WorkCalendars().by_id[calendar.pk])))


def _foreseen_words(seen: Foreseen) -> list[str]:
    if not seen.running:
        return [_("No time limit runs on this calendar now: nothing moves.")]
    said = [
        ngettext(
            "%(count)s time limit runs on this calendar.", "%(count)s time limits run on this calendar.", seen.running
        )
        % {"count": seen.running}
    ]
    if seen.looked < seen.running:
        said.append(_("Of the first %(looked)s that were looked at:") % {"looked": seen.looked})
    said.append(
        ngettext("%(count)s would be due at another time.", "%(count)s would be due at another time.", seen.moved)
        % {"count": seen.moved}
    )
    for shift, words in ((seen.later, _("later by up to %(time)s")), (seen.earlier, _("earlier by up to %(time)s"))):
        if shift:
            said.append(words % {"time": _length(shift)})
    if seen.too_short:
        said.append(
            ngettext(
                "%(count)s would end after the last known day and stays as it is.",
                "%(count)s would end after the last known day and stay as they are.", seen.too_short,
            ) % {"count": seen.too_short}
        )  # fmt: skip
    return said


def _length(span: timedelta) -> str:
    hours = round(span.total_seconds() / 3600)
    days, rest = divmod(hours, 24)
    said = [ngettext("%(days)s day", "%(days)s days", days) % {"days": days}] if days else []
    if rest or not days:
        said.append(ngettext("%(hours)s hour", "%(hours)s hours", rest) % {"hours": rest})
    return " ".join(said)


def _year_page(request: HttpRequest, found: WorkCalendar, form: DaysForm, foreseen: list[str] | None) -> dict[str, Any]:
    today = city_day(chores.now())
    year = _asked_year(request, today)
    rows = {row.day: row for row in found.days.filter(day__year=year).order_by("day")}
    hours = WorkCalendars().by_id[found.pk]
    return {
        "calendar": found,
        "year": year,
        "years": sorted({*calendar_edits.days_by_year(found), today.year, today.year + 1, year}),
        "months": months_of(found, hours, rows, year),
        "days": [(row, as_text(row.windows).replace("-", "–")) for row in rows.values()],
        "week": _week_words(found),
        "known": found.always_open or bool(found.covered_to and found.covered_to >= date(year, 12, 31)),
        "weekdays": [(str(label)[-1:] if speaks_chinese() else str(label)[:1], label) for _name, label in WEEKDAYS],
        "form": form,
        "foreseen": foreseen,
        "may_change": administers(request.user),
        "changes": foot("calendar"),
    }


def _asked_year(request: HttpRequest, today: date) -> int:
    asked = request.GET.get("year", "") or request.POST.get("first", "")[:4]
    return int(asked) if asked.isascii() and asked.isdigit() and 2000 <= int(asked) <= 2100 else today.year


@login_required
@require_http_methods(["GET", "POST"])
def week(request: HttpRequest, code: str) -> HttpResponse:
    """The ordinary week and the names of a calendar."""
    need_administrator(request)
    found = _calendar(code)
    form = WeekForm(request.POST or None, instance=_calendar(code))
    foreseen = None
    if request.method == "POST" and form.is_valid():
        foreseen = _foreseen(found, lambda before: _typed_week(form, before))
        if form.was_shown():
            with refused_at(form):
                calendar_edits.save_week(
                    form.instance, seen=form.cleaned_data["seen"], by=request.user, at=chores.now()
                )
                return _saved(request, _page_of(found, city_day(chores.now()).year))
            compare_if_overtaken(form)
        form.data = {**dict(form.data.items()), "foreseen": form.wish_mark()}
    shown = {"calendar": found, "form": form, "foreseen": foreseen, "changes": foot("calendar", key=code)}
    return render(request, "desk/settings/calendar_week.html", shown, status=status_of(form))


def _typed_week(form: WeekForm, before: Worktime) -> Worktime:
    said = form.cleaned_data
    return replace(
        before, zone=ZoneInfo(said["time_zone"]), week=week_hours(form), covered_to=said["covered_to"],
        always_open=said["always_open"],
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def take_day(request: HttpRequest, code: str, day: str) -> HttpResponse:
    """Make a day an ordinary weekday again, after what that moves was shown."""
    need_administrator(request)
    found = _calendar(code)
    row = get_object_or_404(found.days, day=_day_of(day))
    form = TakeForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        with refused_at(form):
            version = form.cleaned_data["version"]
            calendar_edits.take_day(found, row.day, version=version, by=request.user, at=chores.now())
            return _saved(request, _page_of(found, row.day.year))
        form.data = {"version": _calendar(code).version}
    foreseen = _foreseen(found, lambda before: calendar_edits.without(row.day, before))
    shown = {"calendar": _calendar(code), "row": row, "form": form, "foreseen": foreseen}
    return render(request, "desk/settings/calendar_take.html", shown, status=status_of(form))


def _day_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


@login_required
@require_POST
def know_year(request: HttpRequest, code: str) -> HttpResponse:
    """Say that a year is known to its end."""
    need_administrator(request)
    found, form, at = _calendar(code), YearForm(request.POST), chores.now()
    year = form.cleaned_data["year"] if form.is_valid() else city_day(at).year
    if form.is_valid():
        with refused_at(form):
            calendar_edits.know_year(found, year, by=request.user, at=at)
            return _saved(request, _page_of(found, year))
    messages.error(request, "; ".join(form.non_field_errors()) or _("Choose a year."))
    return redirect(_page_of(found, year))
