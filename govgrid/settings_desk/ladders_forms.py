"""What the page of a ladder asks for: its settings, up to ten rungs, and an example clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise, zip_longest
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from departments.ladder_edits import RUNG, SETTINGS
from departments.models import Department, Ladder, Rung
from govgrid.settings_desk.words import UNITS, value_words

MOST_RUNGS = 10
SPARE = 2
INSTANT = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


class LadderForm(forms.ModelForm):
    """What holds for the whole ladder; `ladder` is the id of the version that was read, 0: there was none."""

    ladder = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Ladder
        fields = SETTINGS
        labels = {
            "quiet": _("At night and on days off its rungs wait for working time, unless the case is urgent"),
            "hold_minutes": _("“I see to it” holds it for, minutes"),
            "repeats": _("The last rung again, times"),
            "repeat_minutes": _("Minutes between repeats"),
        }

    def compare(self, rungs: Sequence[Rung], newest: Ladder | None) -> None:
        """Show what was typed beside the version that somebody else has made, and let the next save be over that."""
        pairs = [
            (self.fields[name].label, value_words(mine), value_words(getattr(newest, name, None)))
            for name, mine in self.settings().items()
        ]
        both = zip_longest(rungs, newest.rungs.all() if newest else [])
        pairs += [
            (gettext("Rung %(number)s") % {"number": number}, _in_words(mine), _in_words(theirs))
            for number, (mine, theirs) in enumerate(both, start=1)
        ]
        self.stands_now = [(str(label), mine, now) for label, mine, now in pairs if mine != now]
        self.data = {**dict(self.data.items()), "ladder": newest.pk if newest else 0}

    def settings(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in SETTINGS}


def _in_words(rung: Rung | None) -> str:
    if rung is None:
        return value_words(None)
    when = f"{_plain(rung.offset)} {rung.get_unit_display()}"
    return f"{when}, {rung.get_action_display()}: {rung.get_target_display()}"


class RungForm(forms.Form):
    """One rung; without an offset there is none."""

    offset = forms.DecimalField(
        label=_("Hours from due"), required=False, min_value=-9999, max_value=9999, decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "0.25"}), error_messages={"invalid": _("Write a number.")},
    )  # fmt: skip
    unit = forms.ChoiceField(label=_("Counted in"), choices=[(unit, UNITS[unit]) for unit in Rung.Unit])
    action = forms.ChoiceField(label=_("What it does"), choices=Rung.Action)
    target = forms.ChoiceField(label=_("Whom"), choices=Rung._meta.get_field("target").choices)

    def rung(self) -> Rung:
        return Rung(**{name: self.cleaned_data[name] for name in RUNG})


class BaseRungs(forms.BaseFormSet):
    """The rungs in their order: each later than the one before where both are counted alike."""

    def clean(self) -> None:
        if any(self.errors):
            return
        found = self.rungs()
        if not found:
            raise forms.ValidationError(gettext("A ladder has one rung at least."))
        for earlier, later in pairwise(found):
            if earlier.unit == later.unit and later.offset <= earlier.offset:
                raise forms.ValidationError(
                    gettext("The rung at %(later)s hours must come after the one at %(earlier)s.")
                    % {"later": _plain(later.offset), "earlier": _plain(earlier.offset)}
                )

    def rungs(self) -> list[Rung]:
        return [form.rung() for form in self.forms if form.cleaned_data.get("offset") is not None]


RungForms = forms.formset_factory(RungForm, BaseRungs, extra=0, max_num=MOST_RUNGS, validate_max=True)


def rung_forms(data: Any, ladder: Ladder | None) -> BaseRungs:
    """Return the rungs of a ladder and some empty ones, or what was typed."""
    if data is not None:
        return RungForms(data, prefix="rungs")
    present = [{name: getattr(rung, name) for name in RUNG} for rung in ladder.rungs.all()] if ladder else []
    for row in present:
        row["offset"] = row["offset"].normalize() + Decimal(0)
    return RungForms(initial=[*present, *[{}] * min(SPARE, MOST_RUNGS - len(present))], prefix="rungs")


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


class ClockExample(forms.Form):
    """An example clock: of which department, running since when, due when."""

    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("A clock of"), empty_label=None, to_field_name="code", required=False
    )
    since = forms.DateTimeField(
        label=_("running since"), input_formats=INSTANT, required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    due = forms.DateTimeField(
        label=_("and due"), input_formats=INSTANT, required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip

    def __init__(self, *args: Any, at: datetime, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["department"].queryset = Department.objects.filter(valid_to=None).order_by("kind", "code")
        now = timezone.localtime(at).replace(second=0, microsecond=0)
        self.fields["since"].initial, self.fields["due"].initial = now, now + timedelta(days=2)
