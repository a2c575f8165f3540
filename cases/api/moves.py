"""POST /api/v1/cases/NUMBER/moves/: one move, one call of a step."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases import chores, once, queries
from cases.api.keys import OFFICER, ONCE, key_of, meaning_of
from cases.api.reading import etag_of, shown, step_of
from cases.api.steps import STEPS, Wish
from cases.models import Case
from cases.moves import MOVES
from cases.serializers import CaseOutput
from cases.serializers_moves import MoveInput
from cases.workflow import Overtaken
from departments.models import User
from govgrid.lib.api_json import ShortJson


def _told_of_moves() -> str:
    """Return the table of moves for the API's description, in English whatever the reader's language."""
    with override("en"):
        rows = [
            f"| {action} | {row.label} | {', '.join(sorted(row.sources))} | {row.to or 'as it is'} "
            f"| {'yes' if row.note else ''} |"
            for action, row in MOVES.items()
            if action in STEPS
        ]
    head = "| action | | from | to | note needed |\n| --- | --- | --- | --- | --- |"
    return "Make one move of a case.\n\n" + "\n".join([head, *rows])


IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="The case's ETag, in place of `step`."
)


class MovesView(APIView):
    """Make one move of a case. 409 if its status or somebody else's move does not allow it; the answer says who.

    Under an Idempotency-Key it is made once: the same again is answered with the case as it stands then.
    """

    permission_classes = (IsAuthenticated,)
    parser_classes = (ShortJson, MultiPartParser, FormParser)

    @extend_schema(
        request=MoveInput, responses=CaseOutput, description=_told_of_moves(), parameters=[IF_MATCH, ONCE, OFFICER]
    )
    def post(self, request: Request, number: str) -> Response:
        wish = MoveInput(data=request.data)
        wish.is_valid(raise_exception=True)
        said = wish.validated_data
        case = queries.case_for(request.user, number, step=_step(request, said))
        key, at = key_of(request, number, meaning_of(said)), chores.now()
        with transaction.atomic():
            if key is None or once.is_first(key, at=at):
                _make(case, request.user, said, at)
        now = queries.visible_to(request.user).filter(pk=case.pk).first()
        if now is None:  # a department that gave a case back may see it no more; the move is made all the same
            return Response({"number": case.number, "status": case.status})
        return Response(shown(now, request.user), headers={"ETag": etag_of(now, request.user)})


def _step(request: Request, said: dict[str, Any]) -> int:
    """Return the step that the caller saw: without it a move could be made over another's unseen."""
    step = said.get("step") or step_of(request.headers.get("If-Match", ""))
    if step is None:
        raise exceptions.ValidationError(
            {"step": [_("Send the step of the case as you saw it, or its ETag in If-Match.")]}
        )
    return step


def _make(case: Case, by: User, said: dict[str, Any], at: datetime) -> None:
    try:
        STEPS[said["action"]](Wish(case, by, at, said))
    except Overtaken as refusal:
        now = queries.visible_to(by).filter(pk=case.pk).values("step", "status").first()
        refusal.facts.update(now or {})
        raise
