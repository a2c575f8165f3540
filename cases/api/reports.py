"""POST /api/v1/reports/: a report gets its number at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases import chores, intake, picking, tracking
from cases.intake import NoPlace, OutsideCity, Receipt, SenderKey, Telling
from cases.models import Channel, Report, Status
from cases.picking import ComponentTooFar, NoSuchComponent, OfAnotherKind
from cases.serializers import ReceiptOutput, ReportInput
from departments import calls
from departments.models import ApiKey, User
from govgrid.lib.api_json import ShortJson
from govgrid.lib.client_address import client_address

IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER,
    description="The caller's own key of this report, up to 120 characters; needed with an API key. "
    "The same key and body again is answered with the same number.",
)  # fmt: skip
FIELD_OF = {
    OutsideCity.code: "lon",
    NoPlace.code: "area",
    NoSuchComponent.code: "component",
    ComponentTooFar.code: "component",
    OfAnotherKind.code: "component",
}


class ReportsView(APIView):
    """Report a matter. The number is answered at once; a worker locates, files and dispatches it."""

    permission_classes = (AllowAny,)
    parser_classes = (ShortJson, MultiPartParser, FormParser)

    @extend_schema(request=ReportInput, responses={201: ReceiptOutput, 200: ReceiptOutput}, parameters=[IDEMPOTENCY])
    def post(self, request: Request) -> Response:
        at = request.auth.asked_at if isinstance(request.auth, ApiKey) else chores.now()
        _count(request, at)
        wish = ReportInput(data=request.data)
        wish.is_valid(raise_exception=True)
        with at_its_field():
            telling = _about(_telling(wish, request), wish, at)
            receipt = intake.report(telling, by=_service(request), at=at, key=_key(request, wish))
        return Response(_answer(receipt, at), status=200 if receipt.repeated else 201)


def _answer(receipt: Receipt, at: datetime) -> dict[str, object]:
    """Return what the first answer said, also where the report is told again and the case has gone on since."""
    return {
        "number": receipt.number,
        "status": Status.REPORTED,
        "track_url": tracking.address_of(receipt.number),
        "reported_at": Report.objects.values_list("at", flat=True).get(pk=receipt.report_id)
        if receipt.repeated
        else at,
        "repeated": receipt.repeated,
    }


@contextmanager
def at_its_field() -> Iterator[None]:
    """Name the field of a place or component that the intake cannot use."""
    try:
        yield
    except (OutsideCity, NoPlace, NoSuchComponent, OfAnotherKind, ComponentTooFar) as refusal:
        refusal.facts["errors"] = {FIELD_OF[refusal.code]: [str(refusal)]}
        raise


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
        raw_point=wish.raw_point(),
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


def _about(telling: Telling, wish: ReportInput, at: datetime) -> Telling:
    """Return the telling about the component that is named, if one is; programs of the city may name any."""
    code, ours = wish.validated_data["component"], telling.channel == Channel.API
    return picking.pointed_at(telling, code, at=at, public=not ours) if code else telling


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
