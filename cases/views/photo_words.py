"""What the case page says under a photo: its stage, what the phone claims of it, and whether it was seen before."""

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cases import queries
from cases.models import Attachment
from departments.models import User


def captions(shown: Iterable[Attachment], reader: User) -> dict[int, str]:
    """Return by id of the photo its caption; one query more where a photo was seen before."""
    photos = list(shown)
    before = _seen_before(photos, reader)
    return {photo.pk: " · ".join(filter(None, (_claimed(photo), before.get(photo.pk)))) for photo in photos}


def _claimed(photo: Attachment) -> str:
    """Return stage and claims: nobody can prove when and where a phone took a picture, so the source stands first."""
    said = [str(photo.get_stage_display())]
    if photo.source != Attachment.Source.UNKNOWN:
        said.append(str(photo.get_source_display()))
    if photo.taken_at:
        said.append(date_format(localtime(photo.taken_at), "SHORT_DATETIME_FORMAT"))
    if photo.taken_accuracy_m is not None:
        said.append(_("±%(metres)s m") % {"metres": round(photo.taken_accuracy_m)})
    return " · ".join(said)


def _seen_before(photos: list[Attachment], reader: User) -> dict[int, str]:
    """Return a warning for each photo that shows what an earlier one shows; of cases unseen by the reader no number."""
    earlier = Attachment.objects.in_bulk({photo.looks_like_id for photo in photos if photo.looks_like_id})
    if not earlier:
        return {}
    others = queries.visible_to(reader).filter(pk__in=[kept.case_id for kept in earlier.values()])
    numbers = dict(others.values_list("pk", "number"))
    return {
        photo.pk: _warning(photo, earlier[photo.looks_like_id], numbers)
        for photo in photos
        if photo.looks_like_id in earlier
    }


def _warning(photo: Attachment, kept: Attachment, numbers: dict[int, str]) -> str:
    if kept.case_id == photo.case_id:
        return _("shows the same as an earlier photo of this case")
    number = numbers.get(kept.case_id)
    return (
        _("shows the same as a photo of case %(number)s") % {"number": number}
        if number
        else _("shows the same as a photo of another case")
    )
