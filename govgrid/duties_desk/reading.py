"""Reading the duty list: a set, its file, and the cases that a trial found to go elsewhere."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from cases import trials
from cases.models import DutyTrial, TrialRow
from cases.views.keyset import Keyset
from cases.views.rows import PAGE
from departments.duty_sets import set_of
from govgrid.configuring import need_reader
from govgrid.duties_desk.showing import place_words, scope_words, shown_set, with_reasons
from govgrid.packs.duty_lists import as_file


@login_required
@require_GET
def duty_set(request: HttpRequest, version: int) -> HttpResponse:
    need_reader(request)
    return render(request, "desk/duty_set.html", shown_set(request, set_of(version)))


@login_required
@require_GET
def file(request: HttpRequest, version: int) -> HttpResponse:
    """The set as duties.csv, to be changed and sent again."""
    need_reader(request)
    # The mark before the first letter lets spreadsheets read Chinese.
    text = "\ufeff" + as_file(set_of(version))
    name = f'attachment; filename="duties-{version}.csv"'
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


@login_required
@require_GET
def trial_group(request: HttpRequest, version: int, pk: int) -> HttpResponse:
    """The cases of one group of a trial, as far as the person may see them."""
    need_reader(request)
    trial = get_object_or_404(DutyTrial.objects.select_related("duty_set", "against"), pk=pk, duty_set__version=version)
    group = _group(request)
    seen = trials.rows_of(trial, request.user, **group)
    page = Keyset(request, seen, ("pk",), size=PAGE)
    first = trials.all_rows_of(trial, **group).first()
    if first is None:
        raise Http404
    return render(
        request,
        "desk/duty_trial.html",
        {
            "trial": trial,
            "scope": scope_words(trial),
            "old": place_words(first.old_department, group["old_desk"]),
            "new": place_words(first.new_department, group["new_desk"]),
            "change": TrialRow.Change(group["change"]).label,
            "page": page,
            "rows": with_reasons(page.rows, trial),
            "hidden": trials.all_rows_of(trial, **group).count() - seen.count(),
        },
    )


def _group(request: HttpRequest) -> dict[str, Any]:
    """Return the group that the address names, in the columns of trials.groups_of(); 404 for any other words."""
    asked = request.GET
    try:
        return {
            "change": TrialRow.Change(asked.get("change", "")).value,
            **{name: int(asked.get(name, "")) for name in ("old_department", "new_department")},
            **{name: bool(int(asked.get(name, ""))) for name in ("old_desk", "new_desk")},
        }
    except ValueError:
        raise Http404 from None
