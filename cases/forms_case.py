"""What the case page asks for beside moves: messages, links to other cases, and whom to show a case."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.forms_desk import TOO_LONG, note_field
from cases.models import Link, Message
from departments.models import User


class MessageForm(forms.Form):
    """Words for one audience; `reply_to` is the message that they answer."""

    words = forms.CharField(
        label=_("Message"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write a few words."), "max_length": TOO_LONG},
    )  # fmt: skip
    reply_to = forms.ModelChoiceField(Message.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, answers: Any = None, **named: Any) -> None:
        super().__init__(*args, **named)
        if answers is not None:
            self.fields["reply_to"].queryset = answers  # type: ignore[attr-defined]


class LinkForm(forms.Form):
    other = forms.CharField(label=_("Number of the other case"), max_length=24)
    kind = forms.ChoiceField(label=_("How they belong together"), choices=Link.Kind.choices)
    note = note_field(_("Reason"), required=True)


class UnlinkForm(forms.Form):
    link = forms.IntegerField(widget=forms.HiddenInput)
    note = note_field(_("Reason"), required=True)


class ShareForm(forms.Form):
    """A person by user name, and the last day on which they see the case."""

    to = forms.CharField(label=_("User name of the person"), max_length=150)
    until = forms.DateField(label=_("Until the end of"), widget=forms.DateInput(attrs={"type": "date"}))
    note = note_field(_("Reason"), required=False)

    def clean_to(self) -> User:
        found = User.objects.filter(username=self.cleaned_data["to"].strip(), is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("Nobody here has this user name."))
        return found

    def clean_until(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.cleaned_data["until"], time(23, 59)))
