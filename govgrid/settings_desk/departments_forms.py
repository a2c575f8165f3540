"""What the pages of the departments ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from departments.models import Department, WorkCalendar
from govgrid.settings_desk.forms import SettingForm
from grids.models import Area

CODE_WORDS = _("Small letters, digits and hyphens, as street-lights. It stays.")


class DepartmentForm(SettingForm):
    """A department; its area is named by its code, for a city has thousands."""

    area_code = forms.CharField(
        label=_("Area (its code)"), max_length=24, required=False,
        help_text=_("Where it answers for everything, as a street office does; empty: by the duty list alone."),
    )  # fmt: skip

    class Meta:
        model = Department
        fields = (
            "name_zh", "name_en", "kind", "parent", "calendar", "email", "phone", "assignment", "cap_per_person",
            "claim_hours", "area",
        )  # fmt: skip
        error_messages = {
            "name_zh": {"required": _("Give it a name in Chinese.")},
            "name_en": {"required": _("Give it a name in English.")},
            "calendar": {"required": _("Choose by which calendar it works.")},
        }

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        del self.fields["area"]
        self.fields["area_code"].initial = self.instance.area.code if self.instance.area else ""
        others = Department.objects.filter(valid_to=None).exclude(pk=self.instance.pk)
        self.fields["parent"].queryset = others.order_by("kind", "code")
        self.fields["parent"].empty_label = gettext("– none –")
        self.fields["calendar"].queryset = WorkCalendar.objects.order_by("pk")

    def clean_area_code(self) -> str:
        code: str = self.cleaned_data["area_code"].strip()
        area = Area.objects.filter(code=code, valid_to=None).first() if code else None
        if code and area is None:
            raise forms.ValidationError(gettext("There is no area with this code today."))
        self.instance.area = area
        return code

    def clean_parent(self) -> Department | None:
        above: Department | None = self.cleaned_data["parent"]
        step = above
        while step is not None:
            if step.pk == self.instance.pk:
                raise forms.ValidationError(gettext("It would stand above itself."))
            step = step.parent
        return above


class NewDepartmentForm(DepartmentForm):
    class Meta(DepartmentForm.Meta):
        fields = ("code", *DepartmentForm.Meta.fields)
        help_texts = {"code": CODE_WORDS}
        error_messages = {
            **DepartmentForm.Meta.error_messages,
            "code": {
                "unique": _("This code is taken, perhaps by a department that has ended."),
                "required": _("Give it a code."),
            },
        }


class SureForm(forms.Form):
    """A tick before something ends."""

    sure = forms.BooleanField(error_messages={"required": _("Tick this box if it is to end.")})

    def __init__(self, *args: Any, words: str, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["sure"].label = words
