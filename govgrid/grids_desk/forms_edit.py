"""What the page of an edit asks for: one form for all tools, filled by the map or by hand."""

import re
from datetime import date
from typing import Any

import orjson
import shapely
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from shapely.geometry import shape as shape_of
from shapely.geometry.base import BaseGeometry

from govgrid.grids_desk.from_day import FromDay
from grids.editing.ground import Ground

TOOLS = (
    ("split", _("Split a cell")),
    ("merge", _("Merge cells")),
    ("move", _("Move an edge")),
    ("draw", _("Draw a cell")),
)
NUMBER = r"-?\d{1,3}(?:\.\d{1,15})?"
PAIR = re.compile(rf"^\s*({NUMBER})\s*[, ]\s*({NUMBER})\s*$")
# A person draws so many corners at most; a longer text is no drawing.
LONGEST = 200_000
CORNERS_AT_MOST = 2_000


class PointsField(forms.CharField):
    """Points as people write them: "lon, lat" in WGS 84 degrees, one a line or with semicolons between."""

    def clean(self, value: Any) -> list[tuple[float, float]]:
        text = super().clean(value) or ""
        points = []
        for words in re.split(r"[;\n]+", text.strip(" ;\n")):
            if not words.strip():
                continue
            pair = PAIR.match(words.replace("，", ","))
            if pair is None or abs(float(pair[1])) > 180 or abs(float(pair[2])) > 90:
                raise forms.ValidationError(
                    gettext("“%(words)s” is no point. Write longitude and latitude in degrees, as 102.71, 25.02.")
                    % {"words": words.strip()[:60]}
                )
            points.append((float(pair[1]), float(pair[2])))
        if len(points) > CORNERS_AT_MOST:
            raise forms.ValidationError(gettext("These are more points than an edit may have."))
        return points


class OutlinesField(forms.CharField):
    """What the map has changed: GeoJSON outlines by the code of their cell."""

    def clean(self, value: Any) -> dict[str, BaseGeometry]:
        text = super().clean(value) or "{}"
        try:
            return {str(code): _polygon(found) for code, found in orjson.loads(text).items()}
        except (AttributeError, KeyError, TypeError, ValueError, IndexError, shapely.errors.ShapelyError):
            raise forms.ValidationError(gettext("The drawing could not be read. Draw it again.")) from None


def _polygon(found: Any) -> BaseGeometry:
    shape = shape_of(found)
    if shape.geom_type not in ("Polygon", "MultiPolygon") or len(shapely.get_coordinates(shape)) > CORNERS_AT_MOST:
        raise ValueError(shape.geom_type)
    return shape


class EditForm(FromDay):
    """An edit of one community; `base` is the edition that the person saw."""

    tool = forms.ChoiceField(label=_("Tool"), choices=TOOLS, widget=forms.RadioSelect, initial="split")
    cells = forms.MultipleChoiceField(
        label=_("Cells"), required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("%(value)s is no cell of this community any more.")},
    )  # fmt: skip
    points = PointsField(
        label=_("Points of the line, or corners of the new cell"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("The map fills this in. By hand: longitude, latitude in degrees (WGS 84), one point a line."),
    )
    outlines = OutlinesField(required=False, max_length=LONGEST, widget=forms.HiddenInput)
    parent = forms.ChoiceField(label=_("Responsibility grid of a drawn cell"), required=False)
    on = forms.DateField(
        label=_("Holds from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Today or a later day. Until then everything is found by the cells of now."),
    )  # fmt: skip
    note = forms.CharField(label=_("Reason for the change"), max_length=300, required=False)
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *given: Any, ground: Ground, today: date, **named: Any) -> None:
        super().__init__(*given, today=today, **named)
        self.fields["cells"].choices = [(code, code) for code in ground.cells]
        grids = [(str(pk), f"{grid.code} {grid.name}") for pk, grid in ground.grids.items()]
        self.fields["parent"].choices = [("", _("That of the nearest cell")), *grids]
        if not grids:
            del self.fields["parent"]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        tool, cells, points = said.get("tool"), said.get("cells") or [], said.get("points")
        if tool == "split" and "cells" not in self.errors and len(cells) != 1:
            self.add_error("cells", gettext("Choose the one cell that is to be split."))
        if tool == "split" and points is not None and len(points) < 2:
            self.add_error("points", gettext("A line needs at least two points: draw it, or write them."))
        if tool == "draw" and points is not None and len(set(points)) < 3:
            self.add_error("points", gettext("A cell needs at least three corners: draw it, or write them."))
        return said
