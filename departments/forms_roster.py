"""What is checked before a shift or an absence is saved, in the configuration and at a head's desk alike."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from departments import shifts
from departments.models import Absence, Department, Shift, User


class EndsAfterItBegins(forms.ModelForm):
    """Both have a beginning and an end."""

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        begins, ends = said.get("begins_at"), said.get("ends_at")
        if begins and ends and ends <= begins:
            self.add_error(
                "ends_at", gettext("The end must lie after the beginning. Night shifts end on the next day.")
            )
        return said


class ShiftForm(EndsAfterItBegins):
    class Meta:
        model = Shift
        fields: tuple[str, ...] = ("user", "department", "area", "begins_at", "ends_at", "duty_officer", "call_order")
        labels = {
            "user": _("Staff member"), "department": _("Department"), "area": _("Area"), "begins_at": _("Begins"),
            "ends_at": _("Ends at"), "duty_officer": _("Duty officer"), "call_order": _("Place in the call list"),
        }  # fmt: skip
        help_texts = {
            "duty_officer": _("Is called for emergencies outside working time."),
            "call_order": _("1 is called first."),
        }

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if "department" in self.fields and bool(said.get("department")) == bool(said.get("area")):
            self.add_error("department", gettext("Choose a department or an area, and not both."))
        return said


class AbsenceForm(EndsAfterItBegins):
    class Meta:
        model = Absence
        fields = ("user", "begins_at", "ends_at", "deputy", "reason")
        labels = {
            "user": _("Staff member"), "begins_at": _("Begins"), "ends_at": _("Ends at"), "deputy": _("Deputy"),
            "reason": _("Reason"),
        }  # fmt: skip
        help_texts = {"deputy": _("Comes before the deputy of the posting.")}

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        check_deputy(self, said)
        return said


def check_deputy(form: forms.ModelForm, said: dict[str, Any]) -> None:
    """Refuse a person who would stand in for themselves."""
    if said.get("deputy") and said["deputy"] == said.get("user"):
        form.add_error("deputy", gettext("Nobody is their own deputy. Choose somebody else, or leave it empty."))


class AtTheDesk:
    """A form for the people of one department; the browser's own field for an instant, in the city's time."""

    fields: dict[str, forms.Field]

    def offer(self, department: Department) -> None:
        staff = [user.pk for user in shifts.staff_of(department.pk)]
        for name in {"user", "deputy"} & self.fields.keys():
            self.fields[name].queryset = User.objects.filter(pk__in=staff).order_by("pk")  # type: ignore[attr-defined]
            nobody = gettext("Choose a person") if name == "user" else gettext("Nobody")
            self.fields[name].empty_label = nobody  # type: ignore[attr-defined]
        for name in ("begins_at", "ends_at"):
            self.fields[name].widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class DeskShiftForm(AtTheDesk, ShiftForm):
    class Meta(ShiftForm.Meta):
        fields = ("user", "begins_at", "ends_at", "duty_officer", "call_order")

    def __init__(self, *args: Any, department: Department, **named: Any) -> None:
        super().__init__(*args, **named)
        self.offer(department)


class DeskAbsenceForm(AtTheDesk, AbsenceForm):
    def __init__(self, *args: Any, department: Department, **named: Any) -> None:
        super().__init__(*args, **named)
        self.offer(department)
