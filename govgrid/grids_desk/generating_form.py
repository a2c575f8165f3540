"""What the page that generates cells asks for."""

from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from govgrid.grids_desk.from_day import FromDay
from grids.generating.ways import ALLOWED, WAYS, Way
from grids.models import Area, Level, in_force

NUMBER = {"square": "size", "hexagon": "resolution", "balanced": "households"}


def _number(way: str, **words: Any) -> forms.IntegerField:
    low, high = ALLOWED[way]
    return forms.IntegerField(min_value=low, max_value=high, required=False, **words)


class GenerateForm(FromDay):
    """Which community, in which way, how large, and from which day. `today` is the city's."""

    area = forms.ChoiceField(label=_("Community"))
    way = forms.ChoiceField(
        label=_("Divide it into"),
        choices=[("square", _("Squares")), ("hexagon", _("Hexagons")), ("balanced", _("As many households each"))],
        widget=forms.RadioSelect,
        initial="square",
    )
    size = _number("square", label=_("Metres a side"), initial=100, help_text=_("The usual cell is 100 m by 100 m."))
    resolution = _number(
        "hexagon",
        label=_("Resolution"),
        initial=10,
        help_text=_("Of the worldwide grid H3: 9 is about 10 hectares, 10 about 1.5, 11 a fifth of one."),
    )
    households = _number(
        "balanced", label=_("Households a cell"), initial=300, help_text=_("Usual are 300 to 500 households.")
    )
    on = forms.DateField(label=_("Holds from"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *arguments: Any, today: date, **more: Any) -> None:
        super().__init__(*arguments, today=today, **more)
        self.fields["area"].choices = [("", gettext("Choose a community")), *_communities(today)]  # type: ignore[attr-defined]
        self.fields["on"].initial = today

    def clean(self) -> dict[str, Any]:
        asked = NUMBER.get(self.cleaned_data.get("way", ""))
        if asked and self.cleaned_data.get(asked) is None and asked not in self.errors:
            self.add_error(asked, gettext("Say how large the cells are to be."))
        return self.cleaned_data

    def chosen(self) -> tuple[Area, Way, date]:
        """Return what a valid form asks for."""
        data = self.cleaned_data
        return Area.objects.get(code=data["area"]), WAYS[data["way"]](data[NUMBER[data["way"]]]), data["on"]


class AdoptCellsForm(GenerateForm):
    """The same wish once more, after a look at what would come out. `seen` is the edition that was looked at."""

    replace = forms.BooleanField(label=_("End the cells that are there on that day."), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        # Sent along unseen: a hint would be linked to and not be there.
        for field in self.fields.values():
            field.help_text = ""


def _communities(on: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the communities in force by sub-district, as a select shows them."""
    found = Area.objects.filter(in_force(on), level=Level.COMMUNITY).select_related("parent").order_by("code")
    groups = groupby(found, key=lambda area: area.parent.name if area.parent else "")
    return [(name, [(area.code, f"{area.name} · {area.code}") for area in areas]) for name, areas in groups]
