"""Saving one row of the configuration: what its form says is written, or the refusal stands at the form."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cases import chores
from cases.views.refusals import refused_at
from departments import config_edits
from govgrid.settings_desk.forms import SettingForm, compare_if_overtaken


def saved(request: HttpRequest, form: SettingForm, *, subject: str, key: str) -> bool:
    """Write the row of a valid form with its entry in the log; False with the refusal at the form."""
    with refused_at(form):
        config_edits.save(
            form.instance, form.columns, subject=subject, key=key, seen=form.cleaned_data["seen"], by=request.user,
            at=chores.now(),
        )  # fmt: skip
        messages.success(request, _("Saved."))
        return True
    compare_if_overtaken(form)
    return False
