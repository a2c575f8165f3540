"""What the pages of the dictionary and of the reasons ask for."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from departments.models import Category, Reason, StageLimit
from govgrid.settings_desk.forms import SettingForm

NAMES = {
    "name_zh": {"required": _("Give it a name in Chinese.")},
    "name_en": {"required": _("Give it a name in English.")},
}


class CategoryForm(SettingForm):
    class Meta:
        model = Category
        fields = ("name_zh", "name_en", "icon", "publish", "public", "urgent", "source", "verified")
        error_messages = NAMES
        help_texts = {
            "icon": _("A name of the icon set, as road."),
            "public": _("Citizens may choose it when they report."),
            "urgent": _("Its alarms do not wait for working time."),
        }


class NewCategoryForm(CategoryForm):
    """A new kind of case: below a major class, or such a class itself."""

    class Meta(CategoryForm.Meta):
        fields = ("code", "kind", "parent", *CategoryForm.Meta.fields)
        error_messages = {
            **NAMES,
            "code": {
                "unique": _("This code is taken, perhaps by one that has ended."),
                "required": _("Give it a code."),
            },
        }
        help_texts = {
            **CategoryForm.Meta.help_texts,
            "code": _("A capital letter, then digits and letters, as E0113. It stays."),
        }

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["parent"].queryset = Category.objects.filter(parent=None, valid_to=None)
        self.fields["parent"].empty_label = gettext("– a major class of its own –")

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip()
        if not re.fullmatch(r"[A-Z][A-Z0-9]{1,11}", code):
            raise forms.ValidationError(gettext("Write the code as E0113: a capital letter, then digits or letters."))
        return code

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        above = said.get("parent")
        if above and said.get("kind") and above.kind != said["kind"]:
            self.add_error(
                "parent", gettext("A component belongs to a class of components, an event to one of events.")
            )
        if above and said.get("code") and not said["code"].startswith(above.code):
            self.add_error("code", gettext("The code goes on from that of its class, %(code)s.") % {"code": above.code})
        return said


class ReasonForm(SettingForm):
    class Meta:
        model = Reason
        fields = ("name_zh", "name_en", "position")
        error_messages = NAMES


class NewReasonForm(ReasonForm):
    class Meta(ReasonForm.Meta):
        fields = ("kind", "code", "name_zh", "name_en", "position")
        help_texts = {"code": _("Small letters, digits and hyphens, as not-ours. It stays.")}


class StageForm(SettingForm):
    class Meta:
        model = StageLimit
        fields = ("limit_value", "limit_unit")
        error_messages = {
            "limit_value": {"required": _("Say how long the stage may take."), "invalid": _("Write a number.")}
        }

    def clean_limit_value(self) -> Any:
        value = self.cleaned_data["limit_value"]
        if not 0 < value <= 9999:
            raise forms.ValidationError(gettext("The time limit must be more than nothing and at most 9,999."))
        return value
