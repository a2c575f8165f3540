"""A step's refusal becomes words for people: at the form where one was sent, else on a page of its own.

    form = FinishForm(request.POST)
    if form.is_valid():
        with refused_at(form):
            handling.finish(case, by=request.user, at=chores.now(), note=form.cleaned_data["note"])
            return see_other(request, case_url)
    return page_or_part(..., {"form": form, ...}, status=status_of(form))

What was typed stays in the form. After a refusal read the case anew before showing it: a step may have changed the
object before the database said no.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseServerError, UnreadablePostError
from django.shortcuts import render
from django.template.loader import render_to_string

from cases.views.typed import typed_in
from govgrid.lib.refusals import Refusal

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


class RefusalPages:
    """Middleware: a refusal that no form has caught is a page with its status; what is not there is a plain 404."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        return refusal_page(request, fault) if isinstance(fault, Refusal) else None


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer with the page that says this refusal, under its own status."""
    template = "404.html" if refusal.status == 404 else "refused.html"
    response = render(request, template, {"refusal": refusal}, status=refusal.status)
    if "retry_after" in refusal.facts:
        response["Retry-After"] = str(refusal.facts["retry_after"])
    return response


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what could not be read (400), and say so where it was too much: long words, or many photos."""
    return HttpResponseBadRequest(render_to_string("400.html", {"too_much": isinstance(exception, TOO_MUCH)}))


def broken(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours (500): the words that were sent come back, to nobody but their sender.

    It asks nothing of session or database, for these may be what broke.
    """
    try:
        typed = typed_in(request)
    except UnreadablePostError:
        typed = []
    return HttpResponseServerError(render_to_string("500.html", {"typed": typed}))


@contextmanager
def refused_at(form: BaseForm, field: str | None = None) -> Iterator[None]:
    """Turn a refusal raised inside into an error of `form`, at `field` or at its head; go on after the block."""
    try:
        yield
    except Refusal as refusal:
        form.add_error(field, str(refusal))
        form.refusal = refusal


def status_of(form: BaseForm) -> int:
    """Return the status of the page that shows `form`: the refusal's own, 422 for a fault of a field, else 200."""
    if refusal := getattr(form, "refusal", None):
        return refusal.status
    return 422 if form.errors else 200
