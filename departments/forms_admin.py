"""What the admin checks before it saves: a posting that fits its role, hours that can be read."""

from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import forms
from django.utils.translation import gettext as _

from departments.forms_roster import check_deputy
from departments.models import CalendarDay, Posting, WorkCalendar
from departments.roles import ROLES
from departments.work_calendars import windows


class PostingForm(forms.ModelForm):
    class Meta:
        model = Posting
        fields = ("user", "role", "department", "area", "deputy", "valid_from", "valid_to")

    def clean(self) -> dict[str, Any]:
        """Ask for just the place where the role is posted: the two axes live in areas, work in departments."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("role") in ROLES:
            wanted = ROLES[said["role"]].posted_in
            other = "area" if wanted == "department" else "department"
            if not said.get(wanted):
                self.add_error(wanted, _("This role is posted here: choose one."))
            if said.get(other):
                self.add_error(other, _("This role is not posted here: leave it empty."))
        begun, ends = said.get("valid_from"), said.get("valid_to")
        if begun and ends and ends <= begun:
            self.add_error("valid_to", _("The end lies before the beginning."))
        check_deputy(self, said)
        return said


def check_hours(pairs: Any) -> None:
    """Raise ValidationError unless `pairs` are opening hours such as [["08:00", "12:00"]], in order."""
    try:
        read = windows(pairs)
        ends = [instant for window in read for instant in window]
    except (TypeError, ValueError) as fault:
        raise forms.ValidationError(_('Write hours as [["08:00", "12:00"], ["14:00", "18:00"]].')) from fault
    if any(later <= earlier for earlier, later in pairwise(ends)):
        raise forms.ValidationError(_("Each window must end after it begins, and begin after the one before."))


class CalendarDayForm(forms.ModelForm):
    class Meta:
        model = CalendarDay
        fields = ("day", "kind", "windows", "name_en", "name_zh", "verified", "source")

    def clean_windows(self) -> Any:
        pairs = self.cleaned_data["windows"] or []
        check_hours(pairs)
        return pairs


class CalendarForm(forms.ModelForm):
    class Meta:
        model = WorkCalendar
        fields = ("name_en", "name_zh", "time_zone", "windows", "always_open", "covered_to")

    def clean_windows(self) -> Any:
        week = self.cleaned_data["windows"]
        if not isinstance(week, list) or len(week) != 7:
            raise forms.ValidationError(_("A week has seven lists of hours, Monday first."))
        for pairs in week:
            check_hours(pairs)
        return week

    def clean_time_zone(self) -> str:
        name: str = self.cleaned_data["time_zone"]
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as fault:
            raise forms.ValidationError(_("There is no such time zone. Write one like Asia/Shanghai.")) from fault
        return name
