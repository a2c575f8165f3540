"""What a desk asks for where it decides a department's request: whose, where several wait for the same word."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms_desk import MoveForm, NoteForm, ReasonForm
from cases.models import Leg, Request
from departments.models import Department

Kind = Request.Kind


class OfPart(MoveForm):
    """A decision about the request of one department's part."""

    asked: Kind
    field_order = ("step", "leg")
    leg = forms.ModelChoiceField(
        Leg.objects.none(), label=_("Whose request"), widget=forms.RadioSelect,
        error_messages={"required": _("Several departments ask for this. Choose whose request you decide.")},
    )  # fmt: skip

    def set_up(self) -> None:
        super().set_up()
        waiting = [one for one in self.case.requests.all() if one.kind == self.asked and not one.decision]
        parts = [one.leg for one in waiting if one.leg and one.endorsed_at]
        if len(parts) < 2:
            del self.fields["leg"]
            return
        self.offer("leg", Leg.objects.filter(pk__in=[part.pk for part in parts]))
        self.show("leg", [(part.pk, part.department.name) for part in parts])


class AllowExtensionForm(OfPart, NoteForm):
    asked = Kind.EXTENSION


class RefuseExtensionForm(OfPart, ReasonForm):
    asked = Kind.EXTENSION


class SuspendForm(OfPart, NoteForm):
    asked = Kind.SUSPENSION


class RefuseSuspensionForm(OfPart, ReasonForm):
    asked = Kind.SUSPENSION


class RefuseReturnForm(OfPart, ReasonForm):
    asked = Kind.RETURN


class AllowReturnForm(RefuseReturnForm):
    instead = forms.ModelChoiceField(
        Department.objects.none(), label=_("Call in instead"), required=False, empty_label=_("Nobody")
    )

    def set_up(self) -> None:
        super().set_up()
        self.offer("instead", Department.objects.filter(valid_to=None).order_by("kind", "code"))
