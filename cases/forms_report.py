"""The pages of a report besides the place: what it is, what its kind is asked, the words, and how to answer.

Each form reads what the draft holds (`kept`), and writes what was told into it (`tell`).
"""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import answers, stoppers
from cases.contacts import check_phone
from cases.draft_pages import Said, unsettle
from cases.often_reported import often_reported
from departments.dictionary import dictionary, named_like
from departments.models import Category, CategoryQuestion
from departments.questions import questions_of
from govgrid.lib.bilingual import in_language
from govgrid.lib.refusals import Refusal
from grids.city import this_city
from grids.models import City

UNSURE = "unsure"
Kind = CategoryQuestion.Kind
YES, NO = "1", "0"


class PageForm(forms.Form):
    """One page; `said` is the draft so far."""

    # At which field a refusal of the step is said; None: at the head.
    refused_field: str | None = None

    def __init__(self, *args: Any, said: Said, **named: Any) -> None:
        super().__init__(*args, **named)
        self.said = said
        self.set_up()

    def set_up(self) -> None:
        """Make what depends on the draft; nothing to do here."""

    @staticmethod
    def kept(said: Said) -> dict[str, Any]:
        """Return the fields as the draft holds them."""
        return {}

    def tell(self, draft: Said, *, at: datetime) -> None:
        """Write what was told into the draft."""


class CategoryForm(PageForm):
    """What is it? Found by a word of either language, among what is often reported, or in the tree."""

    q = forms.CharField(label=_("Search: light, tree, litter …"), required=False, max_length=60)
    category = forms.ChoiceField(
        label=_("What is it about?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what it is; if nothing fits, choose “I am not sure”."),
            "invalid_choice": _("This kind is not in the list any more. Choose another one."),
        },
    )

    def set_up(self) -> None:
        codes = [(one.code, one.name) for _major, minors in dictionary().offered() for one in minors]
        self.fields["category"].choices = [*codes, (UNSURE, _("I am not sure"))]  # type: ignore[attr-defined]

    @staticmethod
    def kept(said: Said) -> dict[str, Any]:
        code = said.get("category")
        return {} if code is None else {"category": code or UNSURE}

    @property
    def chosen(self) -> str:
        return str(self["category"].value() or "")

    @cached_property
    def found(self) -> list[Category]:
        """The kinds that the search finds; what is chosen and not among them stands last, so that it stays."""
        words = str(self["q"].value() or "")[:60]
        found = named_like(words) if words.strip() else []
        chosen = dictionary().by_code.get(self.chosen)
        return [*found, chosen] if found and chosen and chosen not in found else found

    @cached_property
    def often(self) -> list[Category]:
        """What is often reported; what is chosen stands among it."""
        chosen = dictionary().by_code.get(self.chosen)
        often = often_reported()
        return often if chosen is None or chosen in often else [chosen, *often[:-1]]

    @property
    def tree(self) -> list[tuple[Category, list[Category]]]:
        """Every major class with what is not shown above already: a radio stands once on a page."""
        above = {one.pk for one in (self.found or self.often)}
        return [(major, [one for one in minors if one.pk not in above]) for major, minors in dictionary().offered()]

    def tell(self, draft: Said, *, at: datetime) -> None:
        code = self.cleaned_data["category"]
        code = "" if code == UNSURE else code
        if draft.get("category") != code:
            unsettle(draft, "category")
        draft["category"] = code


class QuestionsForm(PageForm):
    """What the category asks, each by its type."""

    # Codes are the pack's to choose: one called "go" must not press the page's button.
    prefix = "q"

    def set_up(self) -> None:
        self.questions = questions_of(stoppers.category_of(self.said))
        for question in self.questions:
            self.fields[question.code] = _field(question)

    @staticmethod
    def kept(said: Said) -> dict[str, Any]:
        values = answers.values_of(said.get("answers", []))
        return {code: _as_shown(value) for code, value in values.items()}

    def tell(self, draft: Said, *, at: datetime) -> None:
        draft["answers"] = answers.kept(self.questions, self.cleaned_data)


class WordsForm(PageForm):
    words = forms.CharField(
        label=_("Describe it in your own words"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What do you see, and since when? Leave out names and phone numbers: the words may be published."),
        error_messages={
            "required": _("Tell us what is wrong."),
            "max_length": _("Use at most 4,000 characters; these are %(show_value)s."),
        },
    )  # fmt: skip

    @staticmethod
    def kept(said: Said) -> dict[str, Any]:
        return {"words": said.get("words", "")}

    def tell(self, draft: Said, *, at: datetime) -> None:
        draft["words"] = self.cleaned_data["words"]


class NearbyForm(PageForm):
    """Nothing is asked: the button says that it is another matter."""


class ReachForm(PageForm):
    """How to answer the reporter: all of it may stay empty, unless the city wants an address proved."""

    name = forms.CharField(
        label=_("Your name"), required=False, max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=_("Phone"), required=False, max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Write an e-mail address like name@example.org.")},
    )  # fmt: skip

    @staticmethod
    def kept(said: Said) -> dict[str, Any]:
        return said.get("contact", {})

    @property
    def wanted(self) -> str:
        """Which address the city wants proved: "mail", "sms", "either" or "none"."""
        return this_city().confirm_reports

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        try:
            return check_phone(phone) if phone else ""
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.wanted == City.Confirm.MAIL and "email" in said and not said["email"]:
            self.add_error("email", gettext("Give your e-mail address: we send a code to it before we take a report."))
        if self.wanted == City.Confirm.SMS and "phone" in said and not said["phone"]:
            self.add_error("phone", gettext("Give your phone number: we send a code to it before we take a report."))
        if self.wanted == City.Confirm.EITHER and said.get("email") == "" and said.get("phone") == "":
            self.add_error("phone", gettext("Give a phone number or an e-mail address: we send a code to it."))
        return said

    def tell(self, draft: Said, *, at: datetime) -> None:
        draft["contact"] = {name: self.cleaned_data[name] for name in ("name", "phone", "email")}


class CodeForm(forms.Form):
    """The code that came by mail or SMS."""

    code = forms.CharField(
        label=_("Your code"), max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Type the six digits that we sent you.")},
    )  # fmt: skip


def _field(question: CategoryQuestion) -> forms.Field:
    """Return the field of a question, by its kind."""
    asked: dict[str, Any] = {
        "label": question.name, "help_text": question.hint, "required": question.required,
        "error_messages": {"required": gettext("Answer this question: %(question)s") % {"question": question.name}},
    }  # fmt: skip
    return FIELDS[Kind(question.kind)](question, asked)


def _choices(question: CategoryQuestion) -> list[tuple[int, str]]:
    return list(enumerate((in_language(*pair) for pair in question.pairs()), start=1))


def _number(_question: CategoryQuestion, asked: dict[str, Any]) -> forms.Field:
    return forms.IntegerField(
        min_value=0, max_value=1_000_000, widget=forms.NumberInput(attrs={"inputmode": "numeric"}), **asked
    )


def _day(_question: CategoryQuestion, asked: dict[str, Any]) -> forms.Field:
    return PastDate(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **asked)


class PastDate(forms.DateField):
    """A day that has been: what is reported has begun."""

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day and day > timezone.localdate():
            raise forms.ValidationError(gettext("This day is still to come. Choose today or a day before."))
        return day


FIELDS: dict[str, Any] = {
    Kind.SHORT: lambda _question, asked: forms.CharField(max_length=200, **asked),
    Kind.LONG: lambda _question, asked: forms.CharField(
        max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), **asked
    ),
    Kind.YES_NO: lambda _question, asked: forms.TypedChoiceField(
        choices=[(YES, _("Yes")), (NO, _("No"))], widget=forms.RadioSelect, coerce=lambda given: given == YES,
        empty_value=None, **asked,
    ),
    Kind.ONE_OF: lambda question, asked: forms.TypedChoiceField(
        choices=_choices(question), widget=forms.RadioSelect, coerce=int, empty_value=None, **asked
    ),
    Kind.SEVERAL_OF: lambda question, asked: forms.TypedMultipleChoiceField(
        choices=_choices(question), widget=forms.CheckboxSelectMultiple, coerce=int, empty_value=[], **asked
    ),
    Kind.NUMBER: _number,
    Kind.DATE: _day,
}  # fmt: skip


def _as_shown(value: Any) -> Any:
    return (YES if value else NO) if isinstance(value, bool) else value
