"""What a desk asks for with each move of a case."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import photos, verification
from cases.models import Case
from cases.photos import CleanPhoto
from departments.access import scope_of
from departments.dictionary import dictionary
from departments.models import Category, Department, FilingStandard, User
from govgrid.lib.geo import Point
from govgrid.lib.refusals import Refusal


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

    step = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Case, user: User, **named: Any) -> None:
        super().__init__(*args, **named)
        self.case, self.user = case, user
        self.fields["step"].initial = case.step
        self.set_up()

    def set_up(self) -> None:
        """Fill choices from the case; nothing to do here."""

    def offer(self, name: str, found: Any) -> None:
        """Let the field `name` choose among `found`."""
        self.fields[name].queryset = found  # type: ignore[attr-defined]


def _words(label: Any, *, required: bool, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=required, help_text=hint, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a few words.")},
    )  # fmt: skip


class NoteForm(MoveForm):
    note = _words(_("Note"), required=False)


class ReasonForm(MoveForm):
    note = _words(_("Reason"), required=True)


class AnswerForm(MoveForm):
    note = _words(_("Answer to the reporter"), required=True, hint=_("The reporter reads these words."))


class DoneForm(MoveForm):
    note = _words(_("What was done"), required=True)
    shown = PhotosField(label=_("Photos afterwards"), required=False)


class CheckForm(MoveForm):
    note = _words(_("What you see"), required=False)
    shown = PhotosField(label=_("Photos on the spot"), required=False)


class ReworkForm(CheckForm):
    note = _words(_("What is not solved"), required=True)


class AssignForm(MoveForm):
    to = forms.ModelChoiceField(User.objects.none(), label=_("Person"), empty_label=None)

    def set_up(self) -> None:
        departments = scope_of(self.user).reach("assign_cases").department_ids
        staff = User.objects.filter(
            is_active=True,
            groups__rolegroup__department__in=departments,
            groups__rolegroup__department__legs__case=self.case,
        ).distinct()
        self.offer("to", (staff | User.objects.filter(pk=self.user.pk).distinct()).order_by("pk"))
        self.fields["to"].initial = self.user.pk


class PlaceForm(MoveForm):
    category = forms.ModelChoiceField(Category.objects.none(), label=_("Category"), required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    lon = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=-180, max_value=180)
    lat = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=-90, max_value=90)
    coord_system = forms.CharField(widget=forms.HiddenInput, required=False)
    accuracy = forms.FloatField(widget=forms.HiddenInput, required=False)
    note = _words(_("Note"), required=False)

    def set_up(self) -> None:
        named = [pk for pk, category in dictionary().categories.items() if category.parent_id]
        self.offer("category", Category.objects.filter(pk__in=named))

    def point(self) -> Point | None:
        lon, lat = self.cleaned_data["lon"], self.cleaned_data["lat"]
        return Point(lon, lat) if lon is not None and lat is not None else None


class FileForm(MoveForm):
    standard = forms.ModelChoiceField(FilingStandard.objects.none(), label=_("Standard"), empty_label=None)

    def set_up(self) -> None:
        found = FilingStandard.objects.filter(category=self.case.category, valid_to=None)
        self.offer("standard", found.order_by("condition_no", "zone"))


class DispatchForm(MoveForm):
    to = forms.ModelChoiceField(Department.objects.none(), label=_("Host department"), empty_label=None)
    helpers = forms.ModelMultipleChoiceField(
        Department.objects.none(), label=_("Co-handlers"), required=False, help_text=_("Hold Ctrl to choose several.")
    )

    def set_up(self) -> None:
        open_ones = Department.objects.filter(valid_to=None).order_by("kind", "code")
        self.offer("to", open_ones)
        self.offer("helpers", open_ones)
        suggested = [sending["department_id"] for sending in (self.case.suggestion or {}).get("to", [])]
        self.fields["to"].initial, self.fields["helpers"].initial = next(iter(suggested), None), suggested[1:]


class SendCheckForm(MoveForm):
    to = forms.ModelChoiceField(User.objects.none(), label=_("Officer"), empty_label=None)

    def set_up(self) -> None:
        fit = verification.may_check(self.case)
        self.offer("to", User.objects.filter(pk__in=[officer.pk for officer in fit]))


class PublicWordsForm(forms.Form):
    words = _words(_("What the public reads"), required=True)


class PhotoForm(forms.Form):
    photo = forms.IntegerField(widget=forms.HiddenInput)


class ContactForm(forms.Form):
    reason = forms.CharField(label=_("Why do you need it?"), max_length=300)
