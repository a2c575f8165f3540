"""/api/v1/patrols/: rounds on duty and the check-ins made on them."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from cases import chores, once, patrols
from cases.api.field import FieldView
from cases.api.keys import OFFICER, ONCE, meaning_of, needed_key
from cases.models import Patrol
from cases.serializers_field import CheckInInput, PatrolInput, PatrolOutput
from grids.city import city_day
from grids.models import Area, Level, in_force


class _Once(FieldView):
    """Do one thing under the caller's key, and answer with the patrol as it stands then; a repeat only answers."""

    shape: type[PatrolInput] = PatrolInput

    def do(self, request: Request, wish: PatrolInput, at: Any) -> object:
        raise NotImplementedError

    def answer(self, request: Request) -> Response:
        at, wish = chores.now(), self.shape(data=request.data)
        wish.is_valid(raise_exception=True)
        key = needed_key(request, request.path, meaning_of(wish.validated_data))
        with transaction.atomic():
            if once.is_first(key, at=at):
                self.do(request, wish, at)
        newest = Patrol.objects.filter(officer=request.user).order_by("-begun_at").first()
        return Response(PatrolOutput(newest).data if newest else None)


class BeginView(_Once):
    """Begin a round, within one's shift only."""

    @extend_schema(request=PatrolInput, responses=PatrolOutput, parameters=[ONCE, OFFICER])
    def post(self, request: Request) -> Response:
        return self.answer(request)

    def do(self, request: Request, wish: PatrolInput, at: Any) -> object:
        return patrols.begin(request.user, at=at, claimed_at=wish.validated_data.get("claimed_at"))


class EndView(_Once):
    """End the round that runs."""

    @extend_schema(request=PatrolInput, responses=PatrolOutput, parameters=[ONCE, OFFICER])
    def post(self, request: Request) -> Response:
        return self.answer(request)

    def do(self, request: Request, wish: PatrolInput, at: Any) -> object:
        return patrols.end(request.user, at=at, claimed_at=wish.validated_data.get("claimed_at"))


class CheckInsView(_Once):
    """Check in on the round that runs: at a point, or in a cell chosen by hand."""

    shape = CheckInInput

    @extend_schema(request=CheckInInput, responses=PatrolOutput, parameters=[ONCE, OFFICER])
    def post(self, request: Request) -> Response:
        return self.answer(request)

    def do(self, request: Request, wish: CheckInInput, at: Any) -> object:
        said = wish.validated_data
        return patrols.check_in(
            request.user, at=at, claimed_at=said.get("claimed_at"), point=wish.point(),
            accuracy_m=said.get("accuracy_m"), cell=_cell(said["cell"], at),
        )  # fmt: skip


def _cell(code: str, at: Any) -> Area | None:
    if not code:
        return None
    found = Area.objects.filter(in_force(city_day(at)), level=Level.CELL, code=code).first()
    if found is None:
        raise exceptions.ValidationError({"cell": [_("There is no such thing in this city.")]})
    return found
