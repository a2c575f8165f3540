"""What the pages of the templates ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.moves import MOVES
from departments.models import Category, Department, Template
from departments.phrasing import fault_in
from govgrid.settings_desk.forms import SettingForm


class TemplateForm(SettingForm):
    """Words in both languages; their places are checked before they are saved."""

    move = forms.ChoiceField(label=_("For the note of the move"), required=False)

    class Meta:
        model = Template
        fields = (
            "name_zh", "name_en", "words_zh", "words_en", "audience", "move", "department", "category", "position",
        )  # fmt: skip
        widgets = {name: forms.Textarea(attrs={"rows": 5}) for name in ("words_zh", "words_en")}

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        noted = sorted((str(row.label), key) for key, row in MOVES.items() if row.note)
        kept = self.instance.move
        extra = [(kept, str(MOVES[kept].label))] if kept in MOVES and not MOVES[kept].note else []
        self.fields["move"].choices = [("", "–"), *extra, *((key, label) for label, key in noted)]
        self.fields["audience"].choices = [("", "–"), *self.fields["audience"].choices[1:]]
        self.fields["department"].queryset = Department.objects.filter(valid_to=None).order_by("kind", "code")
        self.fields["department"].empty_label = gettext("Everybody")
        self.fields["category"].queryset = Category.objects.filter(valid_to=None)
        self.fields["category"].empty_label = gettext("Any")

    def _clean_words(self, name: str) -> str:
        # A browser ends lines with two letters; in the pack and in the table it is one.
        words: str = self.cleaned_data[name].replace("\r\n", "\n")
        if fault := fault_in(words):
            raise forms.ValidationError(fault)
        return words

    def clean_words_zh(self) -> str:
        return self._clean_words("words_zh")

    def clean_words_en(self) -> str:
        return self._clean_words("words_en")

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not said.get("name_zh") and not said.get("name_en"):
            self.add_error("name_zh", gettext("Give it a name in one of the languages."))
        if "words_zh" in said and "words_en" in said and not said["words_zh"] and not said["words_en"]:
            self.add_error("words_zh", gettext("Write the words in one of the languages."))
        if not said.get("audience") and not said.get("move"):
            self.add_error("audience", gettext("Say who reads these words, or of which move they are the note."))
        return said

    def _post_clean(self) -> None:
        # What the table's constraints would say of empty words is said by clean() at the fields.
        self.validate_constraints = lambda: None  # type: ignore[method-assign]
        super()._post_clean()


class NewTemplateForm(TemplateForm):
    class Meta(TemplateForm.Meta):
        fields = ("code", *TemplateForm.Meta.fields)
        help_texts = {"code": _("Small letters, digits and hyphens, as on-our-way. It stays.")}
        error_messages = {"code": {"unique": _("This code is taken, perhaps by one that has ended.")}}


class OnCaseForm(forms.Form):
    """A case on which words are tried."""

    number = forms.CharField(
        label=_("Number of a case"), max_length=24, required=False,
        help_text=_("Empty: each place says what would stand there."),
    )  # fmt: skip
