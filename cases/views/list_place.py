"""The list that a case was opened from: carried in the links as `?from=`, so that one comes back to the same place."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from cases import queues
from cases.models import Case
from cases.narrowing import read
from departments.access import scope_of

FROM, LONGEST = "from", 1000
LISTS = ("desk-queue", "desk-cases")


def carry(request: HttpRequest) -> str:
    """Return the query that a link to a case carries, for the list that `request` shows."""
    return carried(request.get_full_path())


def carried(origin: str) -> str:
    return f"?{urlencode({FROM: origin})}" if back_to(origin) == origin else ""


def back_to(origin: str) -> str:
    """Return the address of the list, if it is one of ours; else the queue's: a link may not lead elsewhere."""
    url = urlsplit(origin[:LONGEST])
    ours = not url.scheme and not url.netloc and url.path in {reverse(name) for name in LISTS}
    return origin if ours and len(origin) <= LONGEST else reverse("desk-queue")


def params_of(origin: str) -> dict[str, str]:
    """Return the parameters of the list's address."""
    return dict(parse_qsl(urlsplit(origin[:LONGEST]).query))


def around(request: HttpRequest, case: Case, at: Any) -> dict[str, Any]:
    """Return the way back to the list that a case was opened from, and to the cases beside it; {} without one."""
    origin = request.GET.get(FROM, "")
    if not origin or back_to(origin) != origin:
        return {}
    found = {"back": f"{origin}#row-{case.number}", "origin": origin, "carry": carried(origin)}
    if urlsplit(origin).path == reverse("desk-queue") and "work_cases" in scope_of(request.user):
        found |= _beside(request, case, origin, at)
    return {"list_place": found}


def _beside(request: HttpRequest, case: Case, origin: str, at: Any) -> dict[str, str]:
    params, mine = params_of(origin), queues.departments_of(request.user)
    department = next((one for one in mine if one.code == params.get("department")), mine[0])
    ground = queues.ground_of(request.user, department, at=at)
    parts = queues.parts(request.user, department.pk, read(params, ground))
    before, after = queues.neighbours(parts, department.pk, case.number)
    return {"previous": _to(before, origin), "next": _to(after, origin)}


def _to(number: str, origin: str) -> str:
    return reverse("desk-case", args=[number]) + carried(origin) if number else ""
