"""/api/v1/field/: what an officer's phone works with, and the reports that it sends."""

from typing import Any

from django.conf import settings
from django.middleware.csrf import get_token
from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases import chores, field_day, intake, patrols, picking, self_handling
from cases.api.keys import OFFICER, ONCE, meaning_of, needed_key
from cases.api.reports import at_its_field
from cases.intake import SenderKey, Telling
from cases.models import Channel, Status
from cases.serializers_field import (
    DictionaryOutput,
    MeOutput,
    OfficerReceipt,
    OfficerReportInput,
    TodayOutput,
)
from departments import calls
from departments.access import scope_of
from departments.dictionary import dictionary
from departments.models import Reason
from govgrid.lib.api_json import ShortJson


class IsOfficer(BasePermission):
    """Who reports or checks in the field, somewhere."""

    def has_permission(self, request: Request, _view: APIView) -> bool:
        scope = scope_of(request.user)
        return "report_cases" in scope or "check_cases" in scope


@method_decorator(gzip_page, name="dispatch")  # a day of work is 65 KB of outlines, and a phone's network is slow
class FieldView(APIView):
    """Base of the officer's doors: what they answer is one person's and is kept by nobody between."""

    permission_classes = (IsOfficer,)
    parser_classes = (ShortJson, MultiPartParser, FormParser)

    def finalize_response(self, *args: Any, **named: Any) -> Response:
        answer = super().finalize_response(*args, **named)
        answer["Cache-Control"] = "no-store"
        return answer


def _me(request: Request, at: Any) -> dict[str, Any]:
    user = request.user
    return {
        "id": user.pk, "number": user.username, "name": user.name, "csrf_token": get_token(request._request),
        "shift": patrols.shift_of(user, at),
    }  # fmt: skip


class MeView(FieldView):
    """Who is signed in, and a fresh token for posts: asked before a phone sends what waits."""

    @extend_schema(responses=MeOutput)
    def get(self, request: Request) -> Response:
        return Response(MeOutput(_me(request, chores.now())).data)


class TodayView(FieldView):
    """The officer's tasks, own reports, cells and patrol."""

    @extend_schema(responses=TodayOutput)
    def get(self, request: Request) -> Response:
        at = chores.now()
        told = {"me": _me(request, at), **field_day.today(request.user, at=at)}
        return Response(TodayOutput(told).data)


class DictionaryView(FieldView):
    """Categories with their major ones, and the reasons for rework, to be searched without network."""

    @extend_schema(responses=DictionaryOutput)
    def get(self, request: Request) -> Response:
        known = dictionary().categories
        minors = [
            {
                "code": kind.code, "name_en": kind.name_en, "name_zh": kind.name_zh, "icon": kind.icon or major.icon,
                "major_en": major.name_en, "major_zh": major.name_zh,
            }
            for kind in sorted(known.values(), key=lambda kind: kind.kind != kind.Kind.EVENT)  # what is seen most often
            if (major := known.get(kind.parent_id))
        ]  # fmt: skip
        reasons = Reason.objects.filter(kind=Reason.Kind.REWORK, valid_to=None)
        return Response(DictionaryOutput({"categories": minors, "rework_reasons": reasons}).data)


class OfficerReportsView(FieldView):
    """Report as an officer; with photos `after` the matter is put right already and is closed as self-handled."""

    @extend_schema(
        request=OfficerReportInput, responses={201: OfficerReceipt, 200: OfficerReceipt}, parameters=[ONCE, OFFICER]
    )
    def post(self, request: Request) -> Response:
        at = chores.now()
        calls.count_call(f"user:{request.user.pk}", limit=settings.REPORTS_PER_MINUTE, at=at)
        wish = OfficerReportInput(data=request.data)
        wish.is_valid(raise_exception=True)
        key = needed_key(request, meaning_of(wish.validated_data))
        with at_its_field():
            told = _done(wish, request, at, key) if wish.validated_data["after"] else _told(wish, request, at, key)
        return Response(told, status=200 if told["repeated"] else 201)


def _told(wish: OfficerReportInput, request: Request, at: Any, key: SenderKey) -> dict[str, Any]:
    receipt = intake.report(_telling(wish, at), by=request.user, at=at, key=key)
    return {"number": receipt.number, "status": Status.REPORTED, "reported_at": at, "repeated": receipt.repeated}


def _done(wish: OfficerReportInput, request: Request, at: Any, key: SenderKey) -> dict[str, Any]:
    said = wish.validated_data
    case = self_handling.report_done(
        _telling(wish, at), by=request.user, at=at, note=said["note"], after=said["after"], key=key
    )
    when = case.reported_at
    return {"number": case.number, "status": case.status, "reported_at": when, "repeated": when != at}


def _telling(wish: OfficerReportInput, at: Any) -> Telling:
    said = wish.validated_data
    telling = Telling(
        words=said["words"], channel=Channel.OFFICER, category_id=said.get("category"), point=wish.point(),
        raw_point=wish.raw_point(), coord_system=said["coord_system"], accuracy_m=said.get("accuracy_m"),
        address=said["address"], claimed_at=said.get("claimed_at"), reference=said["reference"], photos=said["photos"],
    )  # fmt: skip
    code = said["component"]
    return picking.pointed_at(telling, code, at=at, public=False) if code else telling
