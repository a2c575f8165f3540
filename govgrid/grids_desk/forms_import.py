"""What the import of a file asks for: the file, and then how it is to be read."""

from collections.abc import Sequence
from datetime import date

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from govgrid.grids_desk.from_day import FromDay
from govgrid.grids_desk.kept_files import LARGEST
from grids.importing.reporting import Report
from grids.importing.wishing import Wish
from grids.models import Level


class MapFileField(forms.FileField):
    """A file of at most LARGEST bytes."""

    def clean(self, data: UploadedFile | None, initial: object = None) -> UploadedFile | None:
        found = super().clean(data, initial)
        if found and found.size > LARGEST:
            facts = {"limit": filesizeformat(LARGEST)}
            raise forms.ValidationError(gettext("This file is larger than %(limit)s. Import it by command.") % facts)
        return found


class SendForm(forms.Form):
    file = MapFileField(
        label=_("File with areas"),
        help_text=_("GeoJSON, GeoPackage or a Shapefile with all its parts in a zip file."),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,.gpkg,.zip"}),
    )
    level = forms.ChoiceField(label=_("The areas in it are of level"), choices=Level, initial=Level.CELL)


class ReadForm(FromDay):
    """How the file is read: the fields of a Wish. Columns are chosen from those that the file has."""

    level = forms.ChoiceField(label=_("The areas in it are of level"), choices=Level)
    layer = forms.CharField(label=_("Layer"), max_length=200, required=False)
    code_field = forms.CharField(label=_("Column of the codes"), max_length=200, required=False)
    parent_field = forms.CharField(
        label=_("Column of the area that holds each"), max_length=200, required=False,
        help_text=_("Without one, the code says it, or the place."),
    )  # fmt: skip
    name_zh_field = forms.CharField(label=_("Column of the Chinese names"), max_length=200, required=False)
    name_en_field = forms.CharField(label=_("Column of the English names"), max_length=200, required=False)
    crs = forms.CharField(
        label=_("Coordinate system"), max_length=100, required=False,
        help_text=_("Only if the file does not say it or says it wrongly, as EPSG:4490."),
    )  # fmt: skip
    within = forms.CharField(
        label=_("Only within the area"), max_length=24, required=False, help_text=_("Its code; empty: the whole city.")
    )
    on = forms.DateField(label=_("Holds from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    repair = forms.BooleanField(label=_("Repair outlines that are not valid"), required=False)
    complete = forms.BooleanField(label=_("Areas of this level that are not in the file end"), required=False)

    def offer(self, report: Report) -> None:
        """Let layers and columns be chosen from what is in the file, the columns that were guessed among them."""
        self._choose("layer", report.layers, report.layers and self["layer"].value())
        for role in ("code", "parent", "name_zh", "name_en"):
            self._choose(f"{role}_field", report.fields, report.columns.get(role, ""))

    def _choose(self, name: str, known: Sequence[str], found: object) -> None:
        if known:
            nothing = gettext("– guessed: %(column)s") % {"column": found} if found else "–"
            options = [("", nothing), *((one, one) for one in known)]
            self.fields[name].widget = forms.Select(choices=options)
        elif name != "layer":
            self.fields[name].widget = forms.HiddenInput()
        else:
            del self.fields[name]

    def wish(self) -> Wish:
        return Wish(**{"layer": "", **self.cleaned_data})


def first_reading(level: str, *, on: date) -> dict[str, str]:
    """Return the query of a ReadForm for a file that was just sent."""
    return {"level": level, "on": on.isoformat()}
