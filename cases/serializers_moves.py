"""What programs send to move a case: shapes only, rules live in the steps."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from cases import photos
from cases.models import Rating
from cases.moves import MOVES, Standin
from cases.photos import CleanPhoto
from cases.serializers_claims import ClaimsField, Number, with_claims
from cases.urging import SUPERVISIONS
from govgrid.lib.coordinates import SYSTEMS
from govgrid.lib.refusals import Refusal

# What people do by a move; the step knows host from co-handler, so their parts need no names of their own.
OF_A_PART = {"accept_part", "finish_part", "return_part", "suspend_part", "resume_part"}
ACTIONS = {name for name, row in MOVES.items() if any(not isinstance(who, Standin) for who in row.who)} - OF_A_PART


class Told(serializers.BooleanField):
    """Yes or no where it was said; a form that leaves it out has said neither."""

    default_empty_html = serializers.empty


class MoveInput(serializers.Serializer):
    """A move. Which further fields it needs follows from `action`; see docs/moves.md."""

    action = serializers.ChoiceField(sorted(ACTIONS))
    step = serializers.IntegerField(
        min_value=1, required=False, help_text="The step of the case as the caller saw it; or If-Match."
    )
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    reason = serializers.CharField(required=False, help_text="Code of a reason, where the city lists reasons.")
    department = serializers.CharField(required=False, help_text="dispatch, arbitrate: code of the host")
    co_handlers = serializers.ListField(child=serializers.CharField(), required=False, default=list)
    departments = serializers.ListField(
        child=serializers.CharField(), required=False, default=list, help_text="join, whistle: codes"
    )
    part = serializers.CharField(required=False, help_text="Code of the department whose part or request is meant.")
    instead = serializers.CharField(required=False, help_text="allow_return: code of the department called in")
    person = serializers.CharField(required=False, help_text="assign, send_check, send_verify: user name")
    standard = serializers.IntegerField(required=False, help_text="file, propose, correct, change_standard: id")
    category = serializers.CharField(required=False, help_text="place, correct: code")
    address = serializers.CharField(max_length=200, required=False, default="", help_text="place")
    lon = Number(min_value=-180, max_value=180, required=False, help_text="place, correct")
    lat = Number(min_value=-90, max_value=90, required=False, help_text="place, correct")
    coord_system = serializers.ChoiceField(SYSTEMS, default="wgs84", help_text="The system that lon and lat are in.")
    into = serializers.CharField(required=False, help_text="merge: number of the other case")
    true = Told(required=False, help_text="verify: whether it is as reported")
    until = serializers.DateTimeField(required=False, help_text="ask_suspension")
    supervision = serializers.ChoiceField(SUPERVISIONS, required=False, help_text="supervise")
    level = serializers.IntegerField(min_value=1, max_value=3, required=False, help_text="supervise")
    hours = Number(min_value=0, required=False, help_text="supervise: working hours to the reply")
    points = serializers.IntegerField(min_value=0, max_value=100, required=False, help_text="score")
    report = serializers.CharField(required=False, help_text="ask, call_back: number of the report")
    solved = serializers.ChoiceField(Rating.Solved.choices, required=False, help_text="call_back")
    stars = serializers.IntegerField(min_value=1, max_value=5, required=False, help_text="call_back")
    photos = serializers.ListField(
        child=serializers.FileField(), max_length=settings.PHOTOS_PER_REPORT, required=False, default=list,
        help_text="finish, return, self_handle, verify, pass_check, rework",
    )  # fmt: skip
    claims = ClaimsField(required=False, default=list, help_text="What a phone says of the photos, as a JSON list.")

    def validate_photos(self, uploads: list[Any]) -> list[CleanPhoto]:
        try:
            return [photos.take_in(upload) for upload in uploads]
        except Refusal as refusal:
            raise serializers.ValidationError(str(refusal)) from refusal

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        return {**said, "photos": with_claims(said["photos"], said["claims"])}
