"""The path of a case for programs: find, read, one call, answer. Refusals become problems in lib.api_errors."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases import chores, closing, dispatch, filing, handling, intake, queries, tracking, verification
from cases.intake import SenderKey, Telling
from cases.models import Case, Channel, Status
from cases.serializers import CaseOutput, CasePage, MoveInput, NamedOutput, ReceiptOutput, ReportInput
from cases.workflow import open_moves
from departments import calls
from departments.dictionary import category_by_code
from departments.models import ApiKey, Category, Department, FilingStandard, User
from govgrid.lib.client_address import client_address
from govgrid.lib.geo import Point
from grids.models import Area

PAGE = 100

IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER,
    description="The caller's own key of this report, up to 120 characters; needed with an API key. "
    "The same key and body again is answered with the same number.",
)  # fmt: skip


class ReportsView(APIView):
    """Report a matter. The number is answered at once; a worker locates, files and dispatches it."""

    permission_classes = (AllowAny,)
    parser_classes = (JSONParser, MultiPartParser, FormParser)

    @extend_schema(request=ReportInput, responses={201: ReceiptOutput, 200: ReceiptOutput}, parameters=[IDEMPOTENCY])
    def post(self, request: Request) -> Response:
        at = chores.now()
        _count(request, at)
        wish = ReportInput(data=request.data)
        wish.is_valid(raise_exception=True)
        receipt = intake.report(_telling(wish, request), by=_service(request), at=at, key=_key(request, wish))
        answer = {
            "number": receipt.number,
            "status": Status.REPORTED,
            "track_url": tracking.address_of(receipt.number),
            "repeated": receipt.repeated,
        }
        return Response(answer, status=200 if receipt.repeated else 201)


def _count(request: Request, at: datetime) -> None:
    if isinstance(request.auth, ApiKey):
        calls.count_call(f"key:{request.auth.pk}", limit=request.auth.quota_per_minute, at=at)
    else:
        calls.count_call(f"ip:{client_address(request._request)}", limit=settings.REPORTS_PER_MINUTE, at=at)


def _service(request: Request) -> User | None:
    return request.user if isinstance(request.auth, ApiKey) else None


def _telling(wish: ReportInput, request: Request) -> Telling:
    said, point = wish.validated_data, wish.point()
    area = said.get("area")
    return Telling(
        words=said["words"],
        channel=Channel.API if isinstance(request.auth, ApiKey) else Channel.WEB,
        category_id=said.get("category"),
        point=point,
        coord_system=said["coord_system"],
        accuracy_m=said.get("accuracy_m"),
        address=said["address"],
        area_id=area.pk if area else None,
        area_path=area.path if area else "",
        contact=wish.contact(),
        claimed_at=said.get("claimed_at"),
        reference=said["reference"],
        photos=said["photos"],
    )


def _key(request: Request, wish: ReportInput) -> SenderKey | None:
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key and isinstance(request.auth, ApiKey):
        raise exceptions.ValidationError({"Idempotency-Key": [_("Send your own key for each report.")]})
    if len(key) > 120:
        raise exceptions.ValidationError({"Idempotency-Key": [_("Use at most 120 characters.")]})
    if not key:
        return None
    scope = f"key:{request.auth.pk}" if isinstance(request.auth, ApiKey) else "open"
    # Of what was said; photos count by their pictures, for an upload's bytes may be packed anew each time.
    said = {**wish.validated_data, "photos": [photo.sha256 for photo in wish.validated_data["photos"]]}
    return SenderKey(scope, key, intake.digest_of(sorted(said.items(), key=lambda item: item[0])))


class CasesView(APIView):
    """The cases that the caller may see, newest first."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="cases_list",
        responses=CasePage,
        parameters=[
            OpenApiParameter(name, str, description=text)
            for name, text in (
                ("status", "a status, or `open`"), ("department", "code of the host"), ("category", "code, or major's"),
                ("district", "code"), ("late", "1: with a late part"), ("q", "beginning of a number"),
                ("after", "`next` of the page before"), ("limit", "1 to 100"),
            )
        ],
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        wish = request.query_params
        limit, after = _whole(wish, "limit", PAGE, high=PAGE), _whole(wish, "after", 0)
        found = queries.found_by(queries.visible_to(request.user), wish, at=chores.now())
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


def _whole(wish: Any, name: str, default: int, *, high: int = 2**62) -> int:
    value = wish.get(name) or str(default)
    if not value.isascii() or not value.isdigit() or int(value) > high:
        raise exceptions.ValidationError({name: [_("Write a whole number up to %(high)s.") % {"high": high}]})
    return int(value)


class CaseView(APIView):
    """One case. The ETag changes with every entry of its history."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(responses={200: CaseOutput, 304: None})
    def get(self, request: Request, number: str) -> Response:
        case = queries.case_for(request.user, number)
        etag = f'"{case.number}-{case.entries}-{request.user.pk}"'
        if request.headers.get("If-None-Match") == etag:
            return Response(status=304, headers={"ETag": etag})
        return Response(_shown(case, request.user), headers={"ETag": etag})


def _shown(case: Case, user: User) -> dict[str, Any]:
    return CaseOutput(case, context={"moves": open_moves(case, user)}).data


Step = Callable[[Case, User, datetime, dict[str, Any]], object]


def _point(said: dict[str, Any]) -> Point | None:
    return Point(said["lon"], said["lat"]) if "lon" in said and "lat" in said else None


def _department(code: str | None) -> Department:
    found = Department.objects.filter(code=code, valid_to=None).first()
    if found is None:
        raise exceptions.ValidationError({"department": [_("There is no department %(code)s.") % {"code": code}]})
    return found


def _person(said: dict[str, Any]) -> User:
    found = User.objects.filter(username=said.get("person"), is_active=True).first()
    if found is None:
        raise exceptions.ValidationError({"person": [_("There is no such person.")]})
    return found


def _standard(said: dict[str, Any]) -> FilingStandard:
    found = FilingStandard.objects.filter(pk=said.get("standard"), valid_to=None).first()
    if found is None:
        raise exceptions.ValidationError({"standard": [_("There is no such standard.")]})
    return found


def _place(case: Case, by: User, at: datetime, said: dict[str, Any]) -> object:
    category: Category | None = category_by_code(said["category"]) if "category" in said else None
    return filing.place(
        case, by=by, at=at, point=_point(said), category=category, address=said["address"], note=said["note"]
    )


def _dispatch(case: Case, by: User, at: datetime, said: dict[str, Any]) -> object:
    helpers = [_department(code) for code in said["co_handlers"]]
    return dispatch.dispatch(case, to=_department(said.get("department")), helpers=helpers, by=by, at=at)


STEPS: dict[str, Step] = {
    "place": _place,
    "file": lambda case, by, at, said: filing.file_case(
        case, standard=_standard(said), by=by, at=at, note=said["note"]
    ),
    "decline": lambda case, by, at, said: closing.decline(case, by=by, at=at, note=said["note"]),
    "dispatch": _dispatch,
    "accept": lambda case, by, at, said: handling.accept(case, by=by, at=at),
    "assign": lambda case, by, at, said: handling.assign(
        case, to=_person(said) if "person" in said else by, by=by, at=at
    ),
    "return": lambda case, by, at, said: handling.return_case(case, by=by, at=at, note=said["note"]),
    "finish": lambda case, by, at, said: handling.finish(case, by=by, at=at, note=said["note"]),
    "send_check": lambda case, by, at, said: verification.send_check(case, to=_person(said), by=by, at=at),
    "pass_check": lambda case, by, at, said: verification.pass_check(case, by=by, at=at, note=said["note"]),
    "rework": lambda case, by, at, said: verification.rework(case, by=by, at=at, note=said["note"]),
    "close": lambda case, by, at, said: closing.close(case, by=by, at=at, note=said["note"]),
    "reopen": lambda case, by, at, said: closing.reopen(case, by=by, at=at, note=said["note"]),
}


class MovesView(APIView):
    """Make one move of a case. 409 if its status or somebody else's move does not allow it; the answer says who."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(request=MoveInput, responses=CaseOutput)
    def post(self, request: Request, number: str) -> Response:
        wish = MoveInput(data=request.data)
        wish.is_valid(raise_exception=True)
        said = wish.validated_data
        case = queries.case_for(request.user, number, step=said["step"])
        STEPS[said["action"]](case, request.user, chores.now(), said)
        now = queries.visible_to(request.user).filter(pk=case.pk).first()
        # A department that gave a case back may see it no more; the move is made all the same.
        return Response(_shown(now, request.user) if now else {"number": case.number, "status": case.status})


class CategoriesView(APIView):
    """The dictionary: what a report may be about."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=NamedOutput(many=True))
    def get(self, request: Request) -> Response:
        found = Category.objects.filter(public=True, valid_to=None).order_by("code")
        rows = found.values("code", "kind", "name_en", "name_zh", parent_code=F("parent__code"))
        return Response([_without_id(row) for row in rows])


class AreasView(APIView):
    """The areas below one (`parent`, a code), or the city itself."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=NamedOutput(many=True), parameters=[OpenApiParameter("parent", str)])
    def get(self, request: Request) -> Response:
        parent = request.query_params.get("parent")
        found = Area.objects.filter(valid_to=None, **({"parent__code": parent} if parent else {"parent": None}))
        rows = found.order_by("code").values(
            "code", "name_en", "name_zh", kind=F("level"), parent_code=F("parent__code")
        )
        return Response([_without_id(row) for row in rows])
