"""What has become of cases that a list still shows though they have left it or changed: one sentence each."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from cases import queries, sentences
from cases.models import HistoryEntry
from cases.views.case_panels import names_for
from cases.views.rows import PAGE
from departments.models import User


@login_required
@require_GET
def news(request: HttpRequest) -> JsonResponse:
    """Return by number what happened last to the cases named (`case`), of those that the person may see."""
    numbers = request.GET.getlist("case")[:PAGE]
    seen = queries.visible_to(request.user).filter(number__in=numbers).values_list("pk", "number")
    by_id = dict(seen)
    newest = HistoryEntry.objects.filter(case__in=by_id).order_by("case_id", "-number").distinct("case_id")
    entries = list(newest.select_related("by"))
    names = names_for(entries, [])
    said = {by_id[entry.case_id]: _told(entry, sentences.sentence(entry, names)) for entry in entries}
    return JsonResponse(said, headers={"Cache-Control": "no-store"})


def _told(entry: HistoryEntry, sentence: str) -> str:
    who = entry.who if isinstance(entry.by, User) else ""
    return f"{who}: {sentence}" if who else sentence
