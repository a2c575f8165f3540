"""Lists and details, for those who are signed in: always the cases of queries.visible_to()."""

from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases import chores, contacts, permits, queries, searching
from cases.models import Case
from cases.serializers import CaseOutput, CasePage, EntryOutput
from cases.workflow import open_moves
from departments.models import User
from govgrid.lib.coordinates import SYSTEMS

PAGE = 100
BIGGEST = 2**62
FILTERS = (
    ("status", "a status, or `open`"),
    ("department", "code of the host"),
    ("category", "code, or its major class's"),
    ("district", "code"),
    ("late", "1: with a late part"),
    ("q", "a number, or words of the report, its place or its category"),
    ("after", "`next` of the page before"),
    ("limit", "1 to 100"),
)

IN_SYSTEM = OpenApiParameter(
    "coord_system", str, enum=SYSTEMS, description="The system to answer in; wgs84 if left out."
)


class CasesView(APIView):
    """The cases that the caller may see, newest first. `next` is null on the last page."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="cases_list",
        responses=CasePage,
        parameters=[OpenApiParameter(name, str, description=text) for name, text in FILTERS],
    )
    def get(self, request: Request) -> Response:
        wish = request.query_params
        limit, after = _whole(wish, "limit", PAGE, high=PAGE, low=1), _whole(wish, "after", 0)
        found = queries.found_by(queries.visible_to(request.user), wish, at=chores.now())
        if asked := wish.get("q", "").strip():
            found = searching.narrowed(found, asked)
        if after:
            found = found.filter(pk__lt=after)
        rows = list(_rows(found.order_by("-pk"))[: limit + 1])
        more = rows[limit - 1]["id"] if len(rows) > limit else None
        return Response({"cases": [_without_id(row) for row in rows[:limit]], "next": str(more) if more else None})


def _rows(found: QuerySet) -> QuerySet:
    return found.values(
        "id", "number", "status", "step", "level", "reported_at", "closed_at",
        category_code=F("category__code"), cell_code=F("cell__code"), host_code=F("host__code"),
    )  # fmt: skip


def _without_id(row: dict[str, Any]) -> dict[str, Any]:
    return {name.removesuffix("_code"): value for name, value in row.items() if name != "id"}


def _whole(wish: Any, name: str, default: int, *, high: int = BIGGEST, low: int = 0) -> int:
    value = wish.get(name) or str(default)
    # Twenty digits are more than any of ours; int() of millions would cost the server its time.
    if not (value.isascii() and value.isdigit() and len(value) < 20 and low <= int(value) <= high):
        raise exceptions.ValidationError(
            {name: [_("Write a whole number from %(low)s to %(high)s.") % {"low": low, "high": high}]}
        )
    return int(value)


class CaseView(APIView):
    """One case. The ETag changes with every entry of its history; send it back as If-Match with a move."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(responses={200: CaseOutput, 304: None}, parameters=[IN_SYSTEM])
    def get(self, request: Request, number: str) -> Response:
        system = system_of(request)
        case = queries.case_for(request.user, number)
        etag = etag_of(case, request.user)
        # The tag is of the case; the same case in another system is another answer, and is always sent whole.
        if system == "wgs84" and request.headers.get("If-None-Match") == etag:
            return Response(status=304, headers={"ETag": etag})
        return Response(shown(case, request.user, system), headers={"ETag": etag})


class HistoryView(APIView):
    """What happened to a case, in order."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(operation_id="case_history", responses=EntryOutput(many=True))
    def get(self, request: Request, number: str) -> Response:
        case = queries.case_for(request.user, number)
        return Response(EntryOutput(case.history.select_related("by"), many=True).data)


def etag_of(case: Case, user: User) -> str:
    """Return the tag of what `user` sees of the case: step, entries, and the person, for moves differ by person."""
    return f'"{case.step}-{case.entries}-{user.pk}"'


def step_of(etag: str) -> int | None:
    """Return the step in an ETag of ours; None where it is another's."""
    step = etag.removeprefix("W/").strip('"').partition("-")[0]
    return int(step) if step.isascii() and step.isdigit() and len(step) < 10 else None


def shown(case: Case, user: User, system: str = "wgs84") -> dict[str, Any]:
    """Return one case as the API shows it to `user`; the reporter masked, and only to who may read contacts."""
    reporter = _reporter(case) if permits.allows(user, "read_contacts", case) else None
    told = {"moves": open_moves(case, user), "reporter": reporter, "coord_system": system}
    return CaseOutput(case, context=told).data


def system_of(request: Request) -> str:
    """Return the coordinate system that the caller asks for. Raises ValidationError for one that nobody knows."""
    system = request.query_params.get("coord_system") or "wgs84"
    if system not in SYSTEMS:
        raise exceptions.ValidationError(
            {"coord_system": [_("Choose one of %(known)s.") % {"known": ", ".join(SYSTEMS)}]}
        )
    return system


def _reporter(case: Case) -> dict[str, str] | None:
    report = case.reports.select_related("contact").order_by("pk").first()
    return contacts.masked(report.contact).__dict__ if report and report.contact else None
