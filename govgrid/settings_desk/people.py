"""People: who works here, in which role and where, who stands in, and who may sign in."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.tokens import default_token_generator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases import chores, leaving
from cases.views.keyset import Keyset
from cases.views.refusals import status_of
from departments import postings
from departments.access import administers
from departments.models import Absence, Posting, User
from departments.postings import not_over, postings_of
from departments.roles import Role
from govgrid.configuring import ForAdministrators, need_administrator, need_reader
from govgrid.settings_desk.changes import foot
from govgrid.settings_desk.people_forms import (
    NewPersonForm,
    PersonAbsenceForm,
    PersonForm,
    PersonPostingForm,
    absences_of,
    masked,
)
from govgrid.settings_desk.saving import saved
from grids.city import city_day

PAGE = 50
POSTINGS_SHOWN = 2


@login_required
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account by name for signing in; words, a role and a state may be asked for."""
    need_reader(request)
    asked, role, only = (request.GET.get(name, "").strip()[:60] for name in ("q", "role", "only"))
    page = Keyset(request, _found(asked, role, only), ("username",), size=PAGE)
    rows = [(person, masked(person.phone), *_some_postings(person)) for person in page.rows]
    shown = {
        "rows": rows, "page": page, "q": asked, "role": role, "only": only, "roles": Role.choices, "states": _states(),
        "may_change": administers(request.user), "changes": foot("person"),
    }  # fmt: skip
    return render(request, "desk/settings/people.html", shown)


def _some_postings(person: User) -> tuple[list[Posting], int]:
    """Return the first postings of a person, and how many more there are: an officer may have a hundred grids."""
    mine = list(person.postings.all())
    return mine[:POSTINGS_SHOWN], max(0, len(mine) - POSTINGS_SHOWN)


def _states() -> list[tuple[str, str]]:
    return [("", _("May sign in")), ("idle", _("Without a posting")), ("closed", _("May not sign in"))]


def _found(asked: str, role: str, only: str) -> QuerySet[User]:
    holding = not_over(city_day(chores.now()))
    theirs = Posting.objects.filter(holding).select_related("department", "area").order_by("role", "pk")
    found = User.objects.filter(is_active=only != "closed").prefetch_related(Prefetch("postings", theirs))
    if asked:
        found = found.filter(Q(username__icontains=asked) | Q(name_en__icontains=asked) | Q(name_zh__icontains=asked))
    mine = Posting.objects.filter(holding, user=OuterRef("pk"))
    if role in Role.values:
        found = found.filter(Exists(mine.filter(role=role)))
    return found.filter(~Exists(mine)) if only == "idle" else found


@login_required
@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    need_administrator(request)
    form = NewPersonForm(request.POST or None)
    if form.is_valid():
        form.instance.set_unusable_password()
        if saved(request, form, subject="person", key=form.cleaned_data["username"]):
            return redirect("settings-person", form.instance.pk)
    return render(request, "desk/settings/person_new.html", {"form": form}, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    need_reader(request)
    form = PersonForm(request.POST or None, instance=_person(pk))
    if request.method == "POST":
        found = _changeable(request, pk)
        if form.is_valid() and saved(request, form, subject="person", key=found.username):
            return redirect("settings-person", pk)
    return _shown(request, pk, form=form)


def _person(pk: int) -> User:
    return get_object_or_404(User, pk=pk)


def _changeable(request: HttpRequest, pk: int) -> User:
    """Return the person; a superuser's account is changed by superusers only, or one could take it over."""
    need_administrator(request)
    found = _person(pk)
    if found.is_superuser and not request.user.is_superuser:
        raise ForAdministrators(_("This account belongs to the platform's keeper, who alone changes it."))
    return found


def _shown(request: HttpRequest, pk: int, **forms: Any) -> HttpResponse:
    """Show the page of a person with the forms that were refused."""
    found, at = _person(pk), chores.now()
    refused = next((form for form in forms.values() if form.is_bound), None)
    may_change = administers(request.user) and (request.user.is_superuser or not found.is_superuser)
    shown = {
        "person": found,
        "phone": masked(found.phone),
        "form": forms.get("form") or PersonForm(instance=_person(pk)),
        "posting_form": forms.get("posting_form") or PersonPostingForm(person=found, prefix="post"),
        "absence_form": forms.get("absence_form") or PersonAbsenceForm(person=found, prefix="away"),
        "refused": refused,
        "postings": postings_of(found, city_day(at)),
        "absences": absences_of(found, at),
        "parts": leaving.in_hands_of(found).count(),
        "tasks": leaving.tasks_of(found).count(),
        "may_change": may_change,
        "changes": foot("person", key=found.username),
    }
    return render(request, "desk/settings/person.html", shown, status=status_of(refused) if refused else 200)


@login_required
@require_POST
def post_person(request: HttpRequest, pk: int) -> HttpResponse:
    found, at = _changeable(request, pk), chores.now()
    form = PersonPostingForm(request.POST, person=found, prefix="post")
    if not form.is_valid():
        return _shown(request, pk, posting_form=form)
    postings.post(form.instance, on=city_day(at), by=request.user, at=at)
    messages.success(request, _("Posted. The rights hold at once."))
    return redirect("settings-person", pk)


@login_required
@require_POST
def end_posting(request: HttpRequest, pk: int, posting: int) -> HttpResponse:
    found, at = _changeable(request, pk), chores.now()
    row = get_object_or_404(Posting, pk=posting, user=found)
    postings.end_posting(row, on=city_day(at), by=request.user, at=at)
    messages.success(request, _("The posting has ended, and its rights with it."))
    return redirect("settings-person", pk)


@login_required
@require_POST
def be_away(request: HttpRequest, pk: int) -> HttpResponse:
    found = _changeable(request, pk)
    form = PersonAbsenceForm(request.POST, person=found, prefix="away")
    if not form.is_valid():
        return _shown(request, pk, absence_form=form)
    postings.be_away(form.instance, by=request.user, at=chores.now())
    messages.success(request, _("The absence is written."))
    return redirect("settings-person", pk)


@login_required
@require_POST
def be_back(request: HttpRequest, pk: int, absence: int) -> HttpResponse:
    found = _changeable(request, pk)
    postings.be_back(get_object_or_404(Absence, pk=absence, user=found), by=request.user, at=chores.now())
    messages.success(request, _("The absence is taken out."))
    return redirect("settings-person", pk)


@login_required
@require_POST
def close_account(request: HttpRequest, pk: int) -> HttpResponse:
    found = _changeable(request, pk)
    if found == request.user:
        raise ForAdministrators(_("Nobody closes their own account. Ask another administrator."))
    handed = leaving.close_account(found, by=request.user, at=chores.now())
    facts = {"name": found.name, "count": handed}
    messages.success(request, _("%(name)s may sign in no more; %(count)s parts went back to their queues.") % facts)
    return redirect("settings-person", pk)


@login_required
@require_POST
def open_account(request: HttpRequest, pk: int) -> HttpResponse:
    found = _changeable(request, pk)
    leaving.open_account(found, by=request.user, at=chores.now())
    messages.success(request, _("%(name)s may sign in again.") % {"name": found.name})
    return redirect("settings-person", pk)


@login_required
@require_POST
@never_cache
def password_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Show once a link by which the person chooses a new password."""
    found = _changeable(request, pk)
    uid, token = urlsafe_base64_encode(force_bytes(found.pk)), default_token_generator.make_token(found)
    link = settings.PUBLIC_URL + reverse("password_reset_confirm", args=[uid, token])
    days = settings.PASSWORD_RESET_TIMEOUT // 86_400
    return render(request, "desk/settings/password_link.html", {"person": found, "link": link, "days": days})
