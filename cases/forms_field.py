"""The officer's plain report form, for phones on which scripts do not run."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.forms_desk import PhotosField
from cases.intake import SenderKey, Telling, digest_of
from cases.models import Channel
from departments.dictionary import dictionary
from departments.models import User
from govgrid.lib.geo import Point
from grids.models import Area, Level, in_force


class PlainReportForm(forms.Form):
    """A report by an officer: what, where by degrees or by area and address, and photos."""

    category = forms.ChoiceField(label=_("What is it?"), error_messages={"required": _("Choose what it is.")})
    words = forms.CharField(label=_("In your words"), required=False, max_length=4000, widget=forms.Textarea)
    area = forms.ModelChoiceField(Area.objects.none(), label=_("Sub-district"), required=False)
    address = forms.CharField(label=_("Address"), required=False, max_length=200)
    lon = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    lat = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    photos = PhotosField(label=_("Photos"), required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **{"auto_id": "plain_%s", **named})
        self.fields["category"].choices = [("", "–"), *_categories()]  # type: ignore[attr-defined]
        streets = Area.objects.filter(in_force(timezone.localdate()), level=Level.STREET)
        self.fields["area"].queryset = streets  # type: ignore[attr-defined]
        self.fields["key"].initial = uuid4().hex

    def telling(self) -> Telling:
        """Return what the form says; without words the category's name."""
        said, kind = self.cleaned_data, dictionary().by_code[self.cleaned_data["category"]]
        pointed = said["lon"] is not None and said["lat"] is not None
        area = said["area"]
        return Telling(
            words=said["words"] or kind.name, channel=Channel.OFFICER, category_id=kind.pk,
            point=Point(said["lon"], said["lat"]) if pointed else None, address=said["address"],
            area_id=area.pk if area else None, area_path=area.path if area else "", photos=said["photos"],
        )  # fmt: skip

    def sender_key(self, by: User) -> SenderKey | None:
        said = {**self.cleaned_data, "photos": [photo.sha256 for photo in self.cleaned_data["photos"]]}
        key = said.pop("key")
        return SenderKey(f"user:{by.pk}", f"plain-{key}", digest_of(sorted(said.items()))) if key else None


def _categories() -> list[tuple[str, list[tuple[str, str]]]]:
    return [(major.name, [(kind.code, kind.name) for kind in kinds]) for major, kinds in dictionary().offered()]
