"""What the pages of the people ask for."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from departments.forms_admin import PostingForm
from departments.forms_roster import AbsenceForm
from departments.models import Absence, Department, User
from departments.roles import ROLES
from govgrid.settings_desk.forms import SettingForm
from govgrid.settings_desk.standards_forms import day_input
from grids.models import Area

CLEAR = "-"


def masked(phone: str) -> str:
    """Return a phone number as it is shown: its beginning and end at most."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 10 else f"****{phone[-2:]}" if phone else ""


class PersonForm(SettingForm):
    """A person; the phone number is never shown in full, and stays where none is typed."""

    new_phone = forms.CharField(label=_("Phone"), max_length=40, required=False)

    class Meta:
        model = User
        fields = ("name_zh", "name_en", "email", "language", "phone")
        error_messages = {"email": {"invalid": _("Write an e-mail address, as li@example.org.")}}

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        del self.fields["phone"]
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), required=False, choices=[("", _("As the browser says")), *settings.LANGUAGES]
        )
        if self.instance.phone:
            now = {"phone": masked(self.instance.phone), "clear": CLEAR}
            self.fields["new_phone"].help_text = gettext("Now %(phone)s. Empty: it stays; %(clear)s: none.") % now

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not said.get("name_zh") and not said.get("name_en"):
            self.add_error("name_zh", gettext("Give the person a name in one of the languages."))
        typed = said.get("new_phone", "").strip()
        if typed:
            self.instance.phone = "" if typed == CLEAR else typed
        return said


class NewPersonForm(PersonForm):
    class Meta(PersonForm.Meta):
        fields = ("username", *PersonForm.Meta.fields)
        error_messages = {
            **PersonForm.Meta.error_messages,
            "username": {"required": _("Give the name for signing in."), "unique": _("This name is taken.")},
        }
        help_texts = {"username": _("The name for signing in. It stays.")}


class ByName(forms.CharField):
    """A person named by the name for signing in; the value is the person, None where nothing is typed."""

    def clean(self, value: Any) -> User | None:
        name = super().clean(value).strip()
        found = User.objects.filter(username=name, is_active=True).first() if name else None
        if name and found is None:
            raise forms.ValidationError(gettext("Nobody who may sign in has this name."))
        return found


class PersonPostingForm(PostingForm):
    """A posting of one person: the place by its code where it is an area."""

    area = forms.CharField(label=_("Area (its code)"), max_length=24, required=False)
    deputy = ByName(label=_("Deputy (name for signing in)"), max_length=150, required=False)

    class Meta(PostingForm.Meta):
        fields = ("role", "department", "area", "deputy", "valid_from", "valid_to")
        labels = {
            "role": _("Role"), "department": _("Department"), "valid_from": _("Valid from"), "valid_to": _("Ends on"),
        }  # fmt: skip
        widgets = {"valid_from": day_input(), "valid_to": day_input()}
        error_messages = {"role": {"required": _("Choose a role.")}}

    def __init__(self, *args: Any, person: User, **named: Any) -> None:
        super().__init__(*args, **named)
        self.instance.user = self.person = person
        self.fields["department"].queryset = Department.objects.filter(valid_to=None).order_by("kind", "code")
        self.fields["department"].empty_label = "–"
        where = {"area": _("with an area"), "department": _("with a department")}
        choices = [(role.value, f"{role.label} ({where[ROLES[role].posted_in]})") for role in ROLES]
        self.fields["role"].choices = [("", "–"), *choices]

    def clean_area(self) -> Area | None:
        code = self.cleaned_data["area"].strip()
        found = Area.objects.filter(code=code, valid_to=None).first() if code else None
        if code and found is None:
            raise forms.ValidationError(gettext("There is no area with this code today."))
        return found

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("deputy") and said["deputy"] == self.person:
            self.add_error("deputy", gettext("Nobody is their own deputy. Choose somebody else, or leave it empty."))
        return said

    def _post_clean(self) -> None:
        # An ended posting of the same role in the same place may hold again: the step finds it.
        self.validate_unique = lambda: None  # type: ignore[method-assign]
        self.validate_constraints = lambda: None  # type: ignore[method-assign]
        super()._post_clean()


class PersonAbsenceForm(AbsenceForm):
    deputy = ByName(label=_("Deputy (name for signing in)"), max_length=150, required=False)

    class Meta(AbsenceForm.Meta):
        fields = ("begins_at", "ends_at", "deputy", "reason")
        widgets = {
            name: forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
            for name in ("begins_at", "ends_at")
        }

    def __init__(self, *args: Any, person: User, **named: Any) -> None:
        super().__init__(*args, **named)
        self.instance.user = person
        self.person = person

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("deputy") and said["deputy"] == self.person:
            self.add_error("deputy", gettext("Nobody is their own deputy. Choose somebody else, or leave it empty."))
        return said


def absences_of(person: User, at: Any) -> QuerySet[Absence]:
    return person.absences.filter(ends_at__gt=at).select_related("deputy").order_by("begins_at")
