"""Two steps of a page that asks for proof of an address: where the code goes, and the code. Nothing is in any URL."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import get_language

from cases import confirming
from cases.confirming import CodeOver, ProvenAddress
from cases.forms_citizen import AddressForm, CodeForm
from cases.views.refusals import refused_at, status_of
from govgrid.lib.client_address import client_address


@dataclass
class Proving:
    """How far it has come: `code` is the form of the second step; `proven` is there once it is done."""

    address: AddressForm
    code: CodeForm | None = None
    proven: ProvenAddress | None = None
    status: int = 200


def prove(request: HttpRequest, *, purpose: str, at: datetime) -> Proving:
    """Take the step that was sent; what is wrong is said at its field, and what was typed stays."""
    if request.method != "POST":
        return Proving(AddressForm())
    return _with_code(request, purpose, at) if "token" in request.POST else _with_address(request, purpose, at)


def _with_address(request: HttpRequest, purpose: str, at: datetime) -> Proving:
    form = AddressForm(request.POST)
    if form.is_valid():
        with refused_at(form, "address"):
            sent = confirming.send_code(
                form.cleaned_data["address"], channel=form.channel(), purpose=purpose,
                language=get_language() or "en", at=at, caller=client_address(request),
            )  # fmt: skip
            return Proving(form, CodeForm(initial={"token": sent.token, "sent_to": sent.shown}))
    return Proving(form, status=status_of(form))


def _with_code(request: HttpRequest, purpose: str, at: datetime) -> Proving:
    form = CodeForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        with refused_at(form, "code"):
            proven = confirming.confirm(said["token"], said["code"], purpose=purpose, at=at)
            return Proving(AddressForm(), form, proven)
    if isinstance(getattr(form, "refusal", None), CodeOver):
        return _begin_again(form)
    return Proving(AddressForm(), form, status=status_of(form))


def _begin_again(form: CodeForm) -> Proving:
    """A code that is over helps nobody: ask for the address again, and say why."""
    again = AddressForm(data={})
    again.full_clean()
    again.errors.clear()
    again.add_error("address", str(form.refusal))  # type: ignore[attr-defined]
    return Proving(again, status=status_of(form))
