"""What the pages of the working calendars ask for."""

import hashlib
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from departments.calendar_edits import WEEK, Days, days_from
from departments.models import CalendarDay, WorkCalendar
from departments.work_calendars import windows as as_windows
from govgrid.packs.values import windows
from govgrid.settings_desk.forms import SettingForm
from govgrid.settings_desk.standards_forms import day_input
from govgrid.settings_desk.words import value_words

Kind = CalendarDay.Kind
WEEKDAYS = (
    ("mon", _("Monday")), ("tue", _("Tuesday")), ("wed", _("Wednesday")), ("thu", _("Thursday")),
    ("fri", _("Friday")), ("sat", _("Saturday")), ("sun", _("Sunday")),
)  # fmt: skip
MOST_DAYS = 62


def as_text(pairs: list[list[str]]) -> str:
    """Return opening hours as people write them: 08:00-12:00 14:00-18:00."""
    return " ".join(f"{opens}-{closes}" for opens, closes in pairs)


class HoursField(forms.CharField):
    """Opening hours of a day, as 08:00-12:00 14:00-18:00; empty is closed. The value is a list of pairs."""

    def __init__(self, **named: Any) -> None:
        super().__init__(max_length=120, required=False, **named)

    def clean(self, value: Any) -> list[list[str]]:
        text = super().clean(value).replace("–", "-").replace("—", "-").replace("，", " ").replace(",", " ")
        try:
            return windows(text)
        except ValueError:
            raise forms.ValidationError(
                gettext("Write hours as 08:00-12:00 14:00-18:00, each after the one before.")
            ) from None


class Foreseen(forms.Form):
    """A form that is saved only after what it moves was shown: `foreseen` is the mark of what was shown."""

    foreseen = forms.CharField(widget=forms.HiddenInput, required=False)

    def wish_mark(self) -> str:
        """Return the digest of what is typed; another word, and it is shown again before it is saved."""
        stamps = ("foreseen", "seen", "version")
        told = sorted((name, str(value)) for name, value in self.cleaned_data.items() if name not in stamps)
        return hashlib.sha256(repr(told).encode()).hexdigest()[:20]

    def was_shown(self) -> bool:
        return bool(self.cleaned_data.get("foreseen") == self.wish_mark())


class WeekForm(Foreseen, SettingForm):
    """The ordinary week of a calendar, one field a day."""

    marked = WEEK

    class Meta:
        model = WorkCalendar
        fields = ("name_zh", "name_en", "time_zone", "always_open", "covered_to")
        widgets = {"covered_to": day_input()}

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for (name, label), pairs in zip(WEEKDAYS, self.instance.windows, strict=True):
            self.fields[name] = HoursField(label=label, initial=as_text(pairs))

    def compare(self, row: WorkCalendar) -> None:  # type: ignore[override]
        super().compare(row)
        for (_name, label), mine, theirs in zip(WEEKDAYS, self.instance.windows, row.windows, strict=True):
            self.stand_now(label, as_text(mine) or value_words(None), as_text(theirs) or value_words(None))

    @property
    def weekdays(self) -> list[forms.BoundField]:
        return [self[name] for name, _label in WEEKDAYS]

    def clean_time_zone(self) -> str:
        name: str = self.cleaned_data["time_zone"]
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise forms.ValidationError(gettext("This is no time zone; write one like Asia/Shanghai.")) from None
        return name

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        week = [said.get(name, []) for name, _label in WEEKDAYS]
        if not any(week) and not said.get("always_open"):
            self.add_error(
                "mon", gettext("It is never open: write its hours, or tick that it is open round the clock.")
            )
        if not said.get("always_open") and not said.get("covered_to"):
            self.add_error("covered_to", gettext("Say up to which day its holidays are known."))
        self.instance.windows = week
        return said


class DaysForm(Foreseen):
    """One day or several in a row that differ from their weekdays."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    first = forms.DateField(label=_("Day"), widget=day_input(), error_messages={"required": _("Choose the day.")})
    last = forms.DateField(label=_("To, if there are several"), widget=day_input(), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind)
    windows = HoursField(label=_("Opening hours"), help_text=_("As 08:00-12:00 14:00-18:00; empty for a holiday."))
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=100, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=100, required=False)
    source = forms.CharField(label=_("Source"), max_length=120, required=False)
    verified = forms.BooleanField(label=_("Announced, not only expected"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if first and last and last < first:
            self.add_error("last", gettext("The end lies before the beginning."))
        elif first and last and (last - first).days >= MOST_DAYS:
            self.add_error("last", gettext("At most %(most)s days at once.") % {"most": MOST_DAYS})
        if said.get("kind") == Kind.HOLIDAY and said.get("windows"):
            self.add_error(
                "windows", gettext("A holiday has no opening hours: leave them empty, or choose a special day.")
            )
        if said.get("kind") == Kind.MAKEUP and "windows" in said and not said["windows"]:
            self.add_error("windows", gettext("A make-up workday needs opening hours."))
        return said

    def wish(self) -> Days:
        said = self.cleaned_data
        facts = {name: said[name] for name in ("name_en", "name_zh", "source", "verified")}
        return Days(days_from(said["first"], said["last"]), said["kind"], said["windows"], facts)

    def compare(self, calendar: WorkCalendar) -> None:
        """Show what is typed beside what stands for those days now, and let the next save be over it."""
        wish = self.wish()
        mine = _day_words(wish.kind, wish.windows)
        rows = {row.day: row for row in calendar.days.filter(day__in=wish.days)}
        now = {day: _day_words(row.kind, row.windows) for day, row in rows.items()}
        self.stands_now = [(date_format(day), mine, said) for day, said in sorted(now.items()) if said != mine]
        self.data = {**self.data.dict(), "version": calendar.version}


def _day_words(kind: str, windows: list[list[str]]) -> str:
    return f"{Kind(kind).label} {as_text(windows)}".strip()


class TakeForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class YearForm(forms.Form):
    year = forms.IntegerField(min_value=2000, max_value=2100, widget=forms.HiddenInput)


def week_hours(form: WeekForm) -> tuple[tuple[tuple[Any, Any], ...], ...]:
    """Return the week that is typed, as govgrid.lib.worktime counts by it."""
    return tuple(as_windows(pairs) for pairs in form.instance.windows)
