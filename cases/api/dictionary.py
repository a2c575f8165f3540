"""What a report may name: categories and areas for anyone, departments for those who are signed in."""

from typing import Any

from django.db.models import F
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases.serializers_places import NamedOutput
from departments.models import Category, Department
from grids.models import Area, in_force

NAMES = ("code", "name_en", "name_zh")


def _named(rows: Any) -> Response:
    return Response([{"parent" if name == "above" else name: value for name, value in row.items()} for row in rows])


class CategoriesView(APIView):
    """The dictionary: what a report may be about."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=NamedOutput(many=True))
    def get(self, request: Request) -> Response:
        found = Category.objects.filter(public=True, valid_to=None).order_by("code")
        return _named(found.values(*NAMES, "kind", above=F("parent__code")))


class AreasView(APIView):
    """The areas below one (`parent`, a code), or the city itself."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=NamedOutput(many=True), parameters=[OpenApiParameter("parent", str)])
    def get(self, request: Request) -> Response:
        parent = request.query_params.get("parent")
        today = in_force(timezone.localdate())
        found = Area.objects.filter(today, **({"parent__code": parent} if parent else {"parent": None}))
        return _named(found.order_by("code").values(*NAMES, kind=F("level"), above=F("parent__code")))


class DepartmentsView(APIView):
    """The bodies that answer for cases."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(responses=NamedOutput(many=True))
    def get(self, request: Request) -> Response:
        found = Department.objects.filter(valid_to=None).order_by("code")
        return _named(found.values(*NAMES, "kind", above=F("parent__code")))
