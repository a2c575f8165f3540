"""Who may read how the city is configured, and who may change it."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from cases.queries import NoSuchCase
from departments.access import administers, scope_of
from govgrid.lib.refusals import Refusal


class ForAdministrators(Refusal):
    code = "for_administrators"
    status = 403


def need_reader(request: HttpRequest) -> None:
    """Answer 404 to all but administrators and supervisors."""
    if not administers(request.user) and "supervise_cases" not in scope_of(request.user):
        raise NoSuchCase(_("This desk is not yours."))


def need_administrator(request: HttpRequest) -> None:
    """Answer 404 to those who may not even read, 403 to supervisors. Raises ForAdministrators."""
    need_reader(request)
    if not administers(request.user):
        raise ForAdministrators(_("Only administrators change this. Ask one of them."))
