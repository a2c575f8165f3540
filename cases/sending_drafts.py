"""Sending a draft: the report is written and the draft forgotten in one transaction, once however often one presses."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cases import confirming, contacts, draft_pages, drafts, intake, picking, stoppers
from cases.confirming import ProvenAddress, SentCode
from cases.intake import Receipt, SenderKey, Telling
from cases.models import Channel, Delivery, IdempotencyKey, Report
from govgrid.lib.refusals import Refusal
from grids.city import this_city
from grids.models import City

SCOPE = "draft"
PURPOSE = "report"

Said = dict[str, Any]


class NotFinished(Refusal):
    """`facts["page"]` is the page that still wants an answer."""

    code = "draft_not_finished"


class AddressNotProven(Refusal):
    """The city wants a code before it takes a report."""

    code = "address_not_proven"


def send(token: str, *, language: str, at: datetime) -> Receipt:
    """Write the report that the draft tells of, and erase the draft; a second call answers with the same report.

    Raises NotFinished, AddressNotProven, drafts.DraftGone, and whatever intake and picking refuse.
    """
    name = drafts.name_of(token)
    try:
        with drafts.taken(token, at=at) as said:
            _need_finished(said)
            telling = telling_of(said, language=language, at=at)
            telling = replace(telling, photos=drafts.photos_in(name, said))
            return intake.report(telling, by=None, at=at, key=SenderKey(SCOPE, name, name))
    except drafts.DraftGone:
        if receipt := sent_as(token):
            return receipt
        raise


def sent_as(token: str) -> Receipt | None:
    """Return the report that this browser's draft has become; None while it is not sent."""
    kept = IdempotencyKey.objects.filter(scope=SCOPE, key=drafts.name_of(token)).select_related("report").first()
    report: Report | None = kept.report if kept else None
    return Receipt(report.number, report.case_id, report.pk, repeated=True) if report else None


def telling_of(said: Said, *, language: str, at: datetime) -> Telling:
    """Return what the draft tells as intake takes it, without its photos; the contact answers in `language`.

    A component of another kind than the category is let go of. Raises what picking refuses.
    """
    place, contact = said.get("place", {}), said.get("contact", {})
    telling = Telling(
        words=said.get("words", ""), channel=Channel.WEB, category_id=stoppers.category_of(said),
        **place_of(place), answers=said.get("answers", []),
        contact=contacts.seal(contact.get("name", ""), contact.get("phone", ""), contact.get("email", ""), language),
    )  # fmt: skip
    if not place.get("component"):
        return telling
    try:
        return picking.pointed_at(telling, place["component"], at=at)
    except picking.OfAnotherKind:
        return telling


def place_of(place: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a Telling that say where; an area counts only where there is no point."""
    point = draft_pages.point_of({"place": place})
    return {
        "point": point, "raw_point": tuple(place["pin"]) if place.get("pin") else None,
        "coord_system": place.get("coord_system", "wgs84"), "accuracy_m": place.get("accuracy"),
        "address": place.get("address", ""), "area_id": None if point else place.get("area"),
        "area_path": "" if point else place.get("area_path", ""),
    }  # fmt: skip


def send_code(token: str, *, language: str, at: datetime, caller: str) -> SentCode:
    """Send a code to the address that this draft names, and note it there. Raises what confirming refuses."""
    draft = drafts.find(token, at=at)
    address, channel = to_be_proven(draft.said if draft else {})
    sent = confirming.send_code(address, channel=channel, purpose=PURPOSE, language=language, at=at, caller=caller)
    with drafts.changed(token, at=at) as said:
        said["code"] = {"token": sent.token, "shown": sent.shown, "channel": channel, "address": address,
                        "until": sent.expires_at.timestamp()}  # fmt: skip
    return sent


def prove(token: str, code: str, *, at: datetime) -> ProvenAddress:
    """Take the code that was typed, and note in the draft what it proves. Raises WrongCode, CodeOver, DraftGone."""
    draft = drafts.find(token, at=at)
    asked = (draft.said if draft else {}).get("code", {})
    proven = confirming.confirm(asked.get("token", ""), code, purpose=PURPOSE, at=at)
    with drafts.changed(token, at=at) as said:
        said["proven"] = asked["address"]
    return proven


def code_is_wanted(said: Said) -> bool:
    """Return whether a code must still be typed before this draft may be sent."""
    if this_city().confirm_reports == City.Confirm.NONE:
        return False
    address, _channel = to_be_proven(said)
    return not address or said.get("proven") != address


def to_be_proven(said: Said) -> tuple[str, str]:
    """Return the address that the city wants proved and its channel; '' where none was given."""
    contact, wanted = said.get("contact", {}), this_city().confirm_reports
    email, phone = contact.get("email", ""), contact.get("phone", "")
    by_mail = wanted == City.Confirm.MAIL or (wanted == City.Confirm.EITHER and email)
    return (email, Delivery.Channel.MAIL.value) if by_mail else (phone, Delivery.Channel.SMS.value)


def _need_finished(said: Said) -> None:
    page = draft_pages.first_open(said)
    if page != draft_pages.CHECK:
        raise NotFinished(_("One page of your report still wants an answer."), page=page)
    if code_is_wanted(said):
        raise AddressNotProven(_("Type the code that we sent you before your report can be sent."))
