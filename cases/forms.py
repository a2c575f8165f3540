"""What the public tells: every fault is said at its field, and what was typed stays."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Rating


class FindForm(forms.Form):
    """A number, or the private link as it was given out."""

    number = forms.CharField(
        label=_("Number of the report, or your private link"), max_length=300,
        error_messages={"required": _("Write the number that you were given.")},
    )  # fmt: skip


STARS = [(1, _("1 – bad")), (2, _("2 – poor")), (3, _("3 – fair")), (4, _("4 – good")), (5, _("5 – very good"))]


class RatingForm(forms.Form):
    """What a reporter says of the result."""

    solved = forms.ChoiceField(
        label=_("Is it solved?"), choices=Rating.Solved, widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it is solved.")},
    )  # fmt: skip
    stars = forms.TypedChoiceField(
        label=_("How content are you?"), required=False, coerce=int, empty_value=None, widget=forms.RadioSelect,
        choices=STARS,
    )  # fmt: skip
    words = forms.CharField(
        label=_("Your words"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("If it is not solved, tell us what is missing."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("solved") == Rating.Solved.NO and not said.get("words", "").strip():
            self.add_error("words", gettext("Tell us what is not solved, so that the next visit finds it."))
        return said


class AnswerForm(forms.Form):
    words = forms.CharField(
        label=_("Your answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a few words.")},
    )  # fmt: skip


class UrgeForm(forms.Form):
    words = forms.CharField(
        label=_("What is pressing?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write a few words.")},
    )  # fmt: skip
