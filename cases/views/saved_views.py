"""Saved views: kept under a name, shared with a department, put in order, copied, deleted."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import chores, narrowing, queues, saved_views
from cases.forms_queue import ViewForm
from cases.models import SavedView
from cases.narrowing import Ground
from cases.views import list_place
from cases.views.queue import address, filters_of, said
from departments.models import Department


@login_required
@require_http_methods(["GET", "POST"])
def views(request: HttpRequest) -> HttpResponse:
    """List the views that the person has, and keep a new one (POST: name, department, pinned, `origin`)."""
    departments = queues.departments_of(request.user)
    if request.method == "GET":
        return _page(request, departments)
    origin = request.POST.get("origin", "")
    new = saved_views.new(list_place.params_of(origin), owner=request.user)
    form = ViewForm(request.POST, instance=new, departments=departments, auto_id="view_%s")
    if not form.is_valid():
        return _page(request, departments, new_form=form, origin=origin, status=422)
    form.save()
    messages.success(request, _("View “%(name)s” saved.") % {"name": new.name})
    return redirect(list_place.back_to(origin))


@login_required
@require_POST
def change(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Rename or share a view (edit), move it up or down, delete it; or copy one that a colleague shares (clone)."""
    departments = queues.departments_of(request.user)
    view = saved_views.one_of(request.user, pk, departments, own=what != "clone")
    if what == "edit":
        form = ViewForm(request.POST, instance=view, departments=departments, auto_id=f"view{pk}_%s")
        if not form.is_valid():
            return _page(request, departments, refused=form, status=422)
        form.save()
    elif what == "clone":
        saved_views.clone(view, by=request.user)
    elif what == "delete":
        view.delete()
        messages.success(request, _("View “%(name)s” deleted.") % {"name": view.name})
    else:
        saved_views.move(view, up=what == "up")
    return redirect("desk-views")


def _page(request: HttpRequest, departments: list[Department], *, status: int = 200, **more: Any) -> HttpResponse:
    ground, refused = queues.ground_of(request.user, departments[0], at=chores.now()), more.get("refused")
    rows = []
    for view in saved_views.seen_by(request.user, departments):
        form = ViewForm(instance=view, departments=departments, auto_id=f"view{view.pk}_%s")
        form = refused if refused and refused.instance.pk == view.pk else form
        asked = narrowing.read(view.filters, ground)
        url = address(view.department or departments[0], filters_of(view))
        rows.append({"view": view, "mine": _is_own(view, request), "form": form, "asked": asked, "url": url})
    built_in = _built_in(departments[0], ground)
    return render(request, "desk/views.html", {"rows": rows, "built_in": built_in, **more}, status=status)


def _built_in(department: Department, ground: Ground) -> list[dict[str, Any]]:
    """Return what every queue offers by itself, with how many parts are in each: one statement."""
    named = [(label, dict(filters)) for label, filters in queues.BUILT_IN.values()]
    counted = queues.counts(department, [narrowing.read(filters, ground).condition for _label, filters in named])
    return [
        {"name": label, "url": address(department, filters), "count": said(count)}
        for (label, filters), count in zip(named, counted, strict=True)
    ]


def _is_own(view: SavedView, request: HttpRequest) -> bool:
    return view.owner_id == request.user.pk
