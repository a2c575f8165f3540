"""Photos, to those who may see their case, and to everybody where a person has shown them."""

from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases import photos, publishing, queries, tracking
from cases.models import Attachment


@require_GET
def photo(request: HttpRequest, pk: int, small: bool = False) -> FileResponse:
    """Answer with the JPEG; a photo that one may not see is not there. `?report=` is a reporter's private token."""
    found = Attachment.objects.filter(pk=pk).first()
    if found is None or not _may_see(request, found):
        raise queries.NoSuchCase(_("There is no such photo."))
    answer = FileResponse(photos.open_photo(found, small=small), content_type="image/jpeg")
    answer["Cache-Control"] = "private, max-age=3600"
    answer["X-Content-Type-Options"] = "nosniff"
    # A photo may be taken back, and its address may hold a private token: no index of pictures keeps either.
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _may_see(request: HttpRequest, found: Attachment) -> bool:
    if found.public and publishing.public_cases().filter(pk=found.case_id).exists():
        return True
    if queries.visible_to(request.user).filter(pk=found.case_id).exists():
        return True
    token = request.GET.get("report", "")
    report = tracking.report_of(token) if token else None
    return report is not None and report.pk == found.report_id
