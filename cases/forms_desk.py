"""What a desk asks for with each move of a case."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import photos, verification
from cases.models import Case, LegState
from cases.photos import CleanPhoto
from departments.access import scope_of
from departments.dictionary import dictionary
from departments.models import Category, Department, FilingStandard, Part, User
from departments.standards import standards_on
from govgrid.lib.coordinates import NAMES, to_wgs84
from govgrid.lib.geo import Point
from govgrid.lib.refusals import Refusal

TOO_LONG = _("Use at most %(limit_value)s characters; these are %(show_value)s.")


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Up to `most` photos, cleaned on arrival: the value is a list of CleanPhoto."""

    def __init__(self, *, most: int = 5, **named: Any) -> None:
        self.most = most
        super().__init__(widget=ManyFiles(attrs={"accept": "image/jpeg,image/png,image/webp"}), **named)

    def clean(self, data: Sequence[UploadedFile] | None, initial: Any = None) -> list[CleanPhoto]:
        uploads = [upload for upload in data or [] if upload]
        if self.required and not uploads:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(uploads) > self.most:
            raise forms.ValidationError(gettext("At most %(most)s photos can be sent.") % {"most": self.most})
        try:
            return [photos.take_in(upload) for upload in uploads]
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class MoveForm(forms.Form):
    """A move without further questions; `step` is what the person saw."""

    step = forms.IntegerField(widget=forms.HiddenInput, max_value=2**31 - 1)

    def __init__(self, *args: Any, case: Case, user: User, **named: Any) -> None:
        super().__init__(*args, **named)
        self.case, self.user = case, user
        self.fields["step"].initial = case.step
        self.set_up()

    def set_up(self) -> None:
        """Fill choices from the case; nothing to do here."""

    def said(self) -> dict[str, Any]:
        """Return what was said, checked, as the step of the move wants it."""
        return self.cleaned_data

    def offer(self, name: str, found: Any) -> None:
        """Let the field `name` choose among `found`."""
        self.fields[name].queryset = found  # type: ignore[attr-defined]

    def show(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        """Group or order the choices of the field `name`; what it takes stays what was offered."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]


def note_field(label: Any, *, required: bool, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=required, help_text=hint, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a few words."), "max_length": TOO_LONG},
    )  # fmt: skip


class NoteForm(MoveForm):
    note = note_field(_("Note"), required=False)


class ReasonForm(MoveForm):
    note = note_field(_("Reason"), required=True)


class AnswerForm(MoveForm):
    note = note_field(_("Answer to the reporter"), required=True, hint=_("The reporter reads these words."))


class DoneForm(MoveForm):
    note = note_field(_("What was done"), required=True)
    shown = PhotosField(label=_("Photos afterwards"), required=False)


class CheckForm(MoveForm):
    note = note_field(_("What you see"), required=False)
    shown = PhotosField(label=_("Photos on the spot"), required=False)


class AssignForm(MoveForm):
    to = forms.ModelChoiceField(User.objects.none(), label=_("Person"), empty_label=None)

    def set_up(self) -> None:
        departments = scope_of(self.user).reach("assign_cases").department_ids
        if not departments:  # a handler takes work for himself only
            self.fields["to"].widget = forms.HiddenInput()
        staff = User.objects.filter(
            is_active=True,
            groups__rolegroup__department__in=departments,
            groups__rolegroup__department__legs__case=self.case,
        ).distinct()
        self.offer("to", (staff | User.objects.filter(pk=self.user.pk).distinct()).order_by("pk"))
        self.fields["to"].initial = self.user.pk


class SystemField(forms.ChoiceField):
    """The system that the hidden lon and lat beside it are in; WGS 84 where a page does not say."""

    def __init__(self) -> None:
        super().__init__(choices=list(NAMES.items()), widget=forms.HiddenInput, required=False)

    def clean(self, value: Any) -> str:
        return super().clean(value) or "wgs84"


def describe_by_search(form: Any, said: dict[str, Any]) -> None:
    """Let what was looked for in vain (`form.places` is empty) be the address, so that nobody types it twice."""
    words = said.get("search", "")
    if words and not (said.get("address") or form.places):
        said["address"] = words
        form.data = form.data.copy()
        form.data["address"] = words


class PlaceForm(MoveForm):
    category = forms.ModelChoiceField(Category.objects.none(), label=_("Category"), required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    lon = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=-180, max_value=180)
    lat = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=-90, max_value=90)
    coord_system = SystemField()
    accuracy = forms.FloatField(widget=forms.HiddenInput, required=False)
    note = note_field(_("Note"), required=False)

    def set_up(self) -> None:
        known = dictionary().categories
        minors = [category for category in known.values() if category.parent_id]
        self.offer("category", Category.objects.filter(pk__in=[category.pk for category in minors]))
        groups: dict[str, list[tuple[int, str]]] = {}
        for category in minors:
            groups.setdefault(known[category.parent_id or 0].name, []).append((category.pk, category.name))
        self.show("category", [("", _("As it is")), *groups.items()])


def point_of(said: dict[str, Any]) -> Point | None:
    """Return the point that a PlaceForm's cleaned data hold; None where none was set."""
    lon, lat = said["lon"], said["lat"]
    return to_wgs84(lon, lat, said["coord_system"]) if lon is not None and lat is not None else None


class FileForm(MoveForm):
    standard = forms.ModelChoiceField(FilingStandard.objects.none(), label=_("Standard"), empty_label=None)

    def set_up(self) -> None:
        found = standards_on(timezone.localdate()).filter(category=self.case.category)
        self.offer("standard", found.order_by("condition_no", "zone"))


def _named_by_router(case: Case) -> tuple[list[int], list[int], list[int]]:
    """Return the ids of the hosts, co-handlers and rivals that the router named."""
    said = case.suggestion or {}
    named = said.get("to", [])
    hosts = [sending["department_id"] for sending in named if sending["part"] == Part.HOST]
    helpers = [sending["department_id"] for sending in named if sending["part"] != Part.HOST]
    return hosts, helpers, [sending["department_id"] for sending in said.get("rivals", [])]


def _grouped(named: list[int], by_id: dict[int, Department]) -> list[tuple[Any, Any]]:
    """Return choices: those that the router named first, then all by their kind."""
    groups: dict[Any, list[tuple[int, str]]] = {}
    for department in by_id.values():
        groups.setdefault(department.get_kind_display(), []).append((department.pk, department.name))
    first = [(_("Named by the router"), [(pk, by_id[pk].name) for pk in named])] if named else []
    return [("", _("Choose a department")), *first, *groups.items()]


class DispatchForm(MoveForm):
    to = forms.ModelChoiceField(
        Department.objects.none(), label=_("Host department"),
        error_messages={"required": _("Choose a department.")},
    )  # fmt: skip
    helpers = forms.ModelMultipleChoiceField(
        Department.objects.none(), label=_("Co-handlers"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = note_field(_("Note to the departments"), required=False)

    def set_up(self) -> None:
        open_ones = Department.objects.filter(valid_to=None).order_by("kind", "code")
        self.offer("to", open_ones)
        self.offer("helpers", open_ones)
        by_id = {department.pk: department for department in open_ones}
        hosts, helpers, rivals = _named_by_router(self.case)
        self.show("to", _grouped([pk for pk in dict.fromkeys([*hosts, *rivals]) if pk in by_id], by_id))
        gave_it_back = set(self.case.legs.filter(state=LegState.RETURNED).values_list("department", flat=True))
        self.fields["to"].initial = next((pk for pk in hosts if pk not in gave_it_back), "")
        self.fields["helpers"].initial = helpers
        # The suggested ones first, so that they are seen without scrolling.
        order = sorted(by_id.values(), key=lambda department: department.pk not in helpers)
        self.show("helpers", [(department.pk, department.name) for department in order])


class SendCheckForm(MoveForm):
    to = forms.ModelChoiceField(User.objects.none(), label=_("Officer"), empty_label=None)

    def set_up(self) -> None:
        fit = verification.may_check(self.case)
        self.offer("to", User.objects.filter(pk__in=[officer.pk for officer in fit]))


class PublicWordsForm(forms.Form):
    words = note_field(_("What the public reads"), required=True)


class HideForm(forms.Form):
    note = note_field(_("Reason"), required=True)


class PhotoForm(forms.Form):
    photo = forms.IntegerField(widget=forms.HiddenInput)


class ContactForm(forms.Form):
    reason = forms.CharField(label=_("Why do you need it?"), max_length=300)
