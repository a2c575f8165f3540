"""What the page of the census asks for: a file, and how it is to be read."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from departments.census.columns import KNOWN
from departments.census.taking import Wish

SYSTEMS = [
    ("wgs84", "WGS 84"), ("cgcs2000", "CGCS2000"), ("gcj02", "GCJ-02"), ("bd09", "BD-09"),
    ("other", _("Another one, by its EPSG number")),
]  # fmt: skip
SCHEMES = [
    ("2013", _("GB/T 30428.2-2013: major 2, minor 2, serial 6")),
    ("2007", _("CJ/T 214-2007: major 2, minor 2, serial 6")),
    ("2020", _("Newer: major 2, minor 3, serial 5")),
]


class CensusForm(forms.Form):
    file = forms.FileField(
        label=_("Census file"),
        help_text=_("CSV (UTF-8 or GBK), GeoJSON, GeoPackage or a zipped Shapefile with the field's attribute table."),
        widget=forms.FileInput(attrs={"accept": ".csv,.geojson,.json,.gpkg,.zip"}),
    )
    complete = forms.BooleanField(
        label=_("The file holds every component of the city: what is missing has ended."), required=False
    )
    system = forms.ChoiceField(label=_("Coordinate system of lon and lat"), choices=SYSTEMS, required=False)
    epsg = forms.IntegerField(label=_("EPSG number"), required=False, min_value=1024, max_value=998_999)
    scheme = forms.ChoiceField(
        label=_("Scheme of the codes"), choices=SCHEMES, required=False,
        help_text=_("By it the code names the kind, where no column does."),
    )  # fmt: skip
    columns = forms.CharField(
        label=_("Other names of columns"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("One a line: ours = yours, as code = 编号. Ours are: %(names)s.") % {"names": ", ".join(KNOWN)},
    )  # fmt: skip

    def clean_columns(self) -> dict[str, str]:
        lines = [line for line in self.cleaned_data["columns"].splitlines() if line.strip()]
        pairs = [tuple(part.strip() for part in line.partition("=")[::2]) for line in lines]
        if not all(ours and theirs for ours, theirs in pairs):
            raise forms.ValidationError(gettext("Write one a line: ours = yours."))
        return dict(pairs)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("system") == "other" and not said.get("epsg"):
            self.add_error("epsg", gettext("Write the number, as 4547."))
        return said

    def wish(self) -> Wish:
        """Return how the file is to be read, from a form that is valid."""
        said = self.cleaned_data
        system = f"EPSG:{said['epsg']}" if said["system"] == "other" else said["system"] or "wgs84"
        return Wish(said["complete"], said["columns"], system, said["scheme"] or "2013")
