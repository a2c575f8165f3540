"""Photos of a report: taken into the draft at once, one by one, so that a bad or broken one takes nothing with it."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from cases import chores, draft_pages, drafts, photos, queries
from cases.drafts import Draft
from cases.forms_desk import ManyFiles
from cases.views.refusals import status_of
from cases.views.report_draft import around, draft_of, in_other_language, keep_cookie, own_token, url_of
from departments.calls import count_call
from govgrid.lib.client_address import client_address
from govgrid.lib.htmx import page_or_part
from govgrid.lib.refusals import Refusal


class PhotosForm(forms.Form):
    """Photos that were chosen: each is judged by itself when it is taken in."""

    photos = forms.Field(label=gettext_lazy("Photos"), required=False, widget=ManyFiles)


@never_cache
@require_http_methods(["GET", "POST"])
def photos_page(request: HttpRequest) -> HttpResponse:
    """Show the draft's photos, take more, take one out, and go on: `go` is the button."""
    at = chores.now()
    if request.method == "GET":
        return _show(request, draft_of(request, at), PhotosForm())
    token = own_token(request, at)
    form = PhotosForm(request.POST, request.FILES)
    form.is_valid()
    _add(request, form, token, at)
    if name := request.POST.get("remove"):
        drafts.drop_photo(token, name, at=at)
    if "switch_to" in request.POST:
        return in_other_language(request, "photos", at, token=token)
    if "go" in request.POST and not form.errors:
        return keep_cookie(request, _go_on(token, at), token)
    if "remove" in request.POST and "HX-Request" not in request.headers:
        return redirect(url_of("photos"))
    return keep_cookie(request, _show(request, drafts.find(token, at=at), form), token)


def _add(request: HttpRequest, form: PhotosForm, token: str, at: datetime) -> None:
    """Put each photo into the draft; what is wrong with one is said, and the others are kept."""
    for upload in request.FILES.getlist("photos"):
        try:
            count_call(f"photo:{client_address(request)}", limit=settings.REPORTS_PER_MINUTE, at=at)
            drafts.add_photo(token, photos.take_in(upload), at=at)
        except Refusal as refusal:
            form.add_error("photos", str(refusal))
            form.refusal = refusal


def _go_on(token: str, at: datetime) -> HttpResponse:
    with drafts.changed(token, at=at) as said:
        draft_pages.told(said, "photos")
        said.get("typed", {}).pop("photos", None)
    return redirect(url_of(draft_pages.after(said, "photos")))


def _show(request: HttpRequest, draft: Draft | None, form: PhotosForm) -> HttpResponse:
    kept = photo_rows(draft)
    context = {
        **around("photos", draft), "form": form, "photos": kept, "most": settings.PHOTOS_PER_REPORT,
        "room": settings.PHOTOS_PER_REPORT - len(kept),
    }  # fmt: skip
    status = status_of(form) if form.is_bound else 200
    return page_or_part(request, "public/report_photos.html", "public/_report_photos.html", context, status=status)


def photo_rows(draft: Draft | None) -> list[dict[str, Any]]:
    """Return the draft's photos as the photo grid wants them."""
    kept = draft.said.get("photos", []) if draft else []
    return [
        {"name": one["name"], "url": reverse("report-photo", args=[one["name"]]),
         "alt": _("Photo %(number)s") % {"number": number}}
        for number, one in enumerate(kept, start=1)
    ]  # fmt: skip


@never_cache
@require_GET
def draft_photo(request: HttpRequest, name: str) -> FileResponse:
    """Answer with the thumbnail of one of the browser's own photos; to anybody else it is not there."""
    draft = draft_of(request, chores.now())
    path = drafts.photo_file(draft, name) if draft else None
    if path is None:
        raise queries.NoSuchCase(_("There is no such photo."))
    answer = FileResponse(path.open("rb"), content_type="image/jpeg")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
