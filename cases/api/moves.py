"""POST /api/v1/cases/NUMBER/moves/: one move, one call of a step."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases import chores, closing, dispatch, filing, handling, queries, verification
from cases.api.reading import etag_of, shown, step_of
from cases.models import Case
from cases.serializers import CaseOutput, MoveInput
from cases.workflow import MOVES, Overtaken
from departments.dictionary import category_by_code
from departments.models import Category, Department, FilingStandard, User
from govgrid.lib.geo import Point

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
    """Make one move of a case. 409 if its status or somebody else's move does not allow it; the answer says who."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(request=MoveInput, responses=CaseOutput, description=_told_of_moves(), parameters=[IF_MATCH])
    def post(self, request: Request, number: str) -> Response:
        wish = MoveInput(data=request.data)
        wish.is_valid(raise_exception=True)
        said = wish.validated_data
        case = queries.case_for(request.user, number, step=_step(request, said))
        _make(case, request.user, said)
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


def _make(case: Case, by: User, said: dict[str, Any]) -> None:
    try:
        STEPS[said["action"]](case, by, chores.now(), said)
    except Overtaken as refusal:
        now = queries.visible_to(by).filter(pk=case.pk).values("step", "status").first()
        refusal.facts.update(now or {})
        raise
