"""What narrows a list, as a row of fields over it; what a saved view is called and with whom it is shared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import LegState, SavedView
from cases.narrowing import DUE, GROUPINGS, ME, NOBODY, OPEN_STATES, Ground
from departments.dictionary import dictionary
from departments.models import Department
from grids.models import Level
from grids.wide_areas import wide_areas

Choices = list[tuple[Any, Any]]
# The same, or groups of the same, which can be the key of what is drawn from them.
Offer = tuple[tuple[str, Any], ...]
ALL = _("All")


@dataclass(frozen=True)
class Filters:
    """What the fields over a queue are drawn from: what each offers, and what the address asks of it."""

    people: Offer
    categories: Offer
    areas: Offer
    asked: tuple[tuple[str, Any], ...]

    @classmethod
    def of(cls, ground: Ground, asked: Mapping[str, Any]) -> "Filters":
        people = tuple((str(pk), person.name) for pk, person in ground.people.items())
        return cls(people, category_offer(), area_offer(), tuple(asked.items()))

    def form(self) -> "FilterForm":
        return FilterForm(self)


def _chosen(label: Any, **attrs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, widget=forms.Select(attrs=attrs))


def _date(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))


class FilterForm(forms.Form):
    """Shown filled with what the address asks; read by cases.narrowing, so that an address and a view say the same."""

    words = forms.CharField(
        label=_("Number, address or words"), required=False, max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "data-key": "/"}),
    )  # fmt: skip
    state = _chosen(_("Status"))
    assignee = _chosen(_("Assigned to"))
    category = _chosen(_("Category"))
    area = _chosen(_("Area"))
    due = _chosen(_("Time"))
    group = _chosen(_("Group by"))
    due_from = _date(_("Due from"))
    due_to = _date(_("Due by"))
    reported_from = _date(_("Reported from"))
    reported_to = _date(_("Reported by"))
    urgent = forms.BooleanField(
        label=_("Urgent only"), required=False,
        widget=forms.CheckboxInput(attrs={"value": "1", "data-live-idle": ""}),
    )  # fmt: skip

    def __init__(self, filters: Filters) -> None:
        super().__init__(auto_id="f_%s", initial=dict(filters.asked))
        self._offer("state", [(value, LegState(value).label) for value in OPEN_STATES])
        self._offer("assignee", [(ME, _("Mine")), (NOBODY, _("Nobody's")), *filters.people])
        self._offer("category", filters.categories)
        self._offer("area", filters.areas)
        self._offer("due", list(DUE.items()))
        self._offer("group", list(GROUPINGS.items()), nothing=_("Not grouped"))

    def _offer(self, name: str, choices: Iterable[tuple[Any, Any]], nothing: Any = ALL) -> None:
        self.fields[name].choices = [("", nothing), *choices]  # type: ignore[attr-defined]

    def usual(self) -> Iterable[forms.BoundField]:
        return [self[name] for name in ("words", "category", "area", "due", "assignee")]

    def rarer(self) -> Iterable[forms.BoundField]:
        return [self[name] for name in ("state", "due_from", "due_to", "reported_from", "reported_to", "urgent")]

    def asks_rarely(self) -> bool:
        """Return whether one of the fields that are folded away is filled."""
        return any(field.value() for field in self.rarer())


def category_offer() -> Offer:
    """Return the dictionary: each major class as a group that begins with all of it."""
    minors: dict[int | None, Choices] = {}
    for category in dictionary().categories.values():
        if category.parent_id:
            minors.setdefault(category.parent_id, []).append((category.code, category.name))
    majors = [category for category in dictionary().categories.values() if category.parent_id is None]
    return tuple((major.name, ((major.code, _all_of(major.name)), *minors.get(major.pk, []))) for major in majors)


def area_offer() -> Offer:
    """Return the districts, each as a group that begins with all of it."""
    groups: dict[int, tuple[str, Choices]] = {}
    for area in wide_areas().values():
        if area.level == Level.DISTRICT:
            groups[area.pk] = area.name, [(area.code, _all_of(area.name))]
        elif area.parent_id in groups:
            groups[area.parent_id][1].append((area.code, area.name))
    return tuple((name, tuple(areas)) for name, areas in groups.values())


def _all_of(name: str) -> str:
    return gettext("All of %(name)s") % {"name": name}


class ViewForm(forms.ModelForm):
    """The name of a saved view and who sees it. `departments` are those that its owner works for."""

    class Meta:
        model = SavedView
        fields = ("name", "department", "pinned")
        labels = {"name": _("Name of the view"), "pinned": _("Show as a tab")}
        error_messages = {"name": {"required": _("Give the view a name.")}}

    def __init__(self, *args: Any, departments: Sequence[Department], **named: Any) -> None:
        super().__init__(*args, **named)
        self.departments = departments
        field = forms.ModelChoiceField(
            Department.objects.filter(pk__in=[one.pk for one in departments]), label=_("Who sees it"), required=False
        )
        field.choices = [("", _("Only me")), *((one.pk, _shared_with(one)) for one in departments)]
        self.fields["department"] = field

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].strip()
        namesakes = SavedView.objects.filter(owner=self.instance.owner, name=name).exclude(pk=self.instance.pk)
        if namesakes.exists():
            raise forms.ValidationError(gettext("You have a view of this name already."))
        return name


def _shared_with(department: Department) -> str:
    return gettext("Everybody at %(department)s") % {"department": department.name}
