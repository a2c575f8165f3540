"""What an officer's phone sends and gets: shapes only. What it says of its photos and times is kept as a claim."""

from typing import Any

from rest_framework import serializers

from cases.models import FieldTask, Status
from cases.photos import CleanPhoto
from cases.serializers import ReportInput
from cases.serializers_claims import ClaimsField, Number, with_claims
from govgrid.lib.coordinates import SYSTEMS, to_wgs84
from govgrid.lib.geo import Point


class OfficerReportInput(ReportInput):
    """A report by an officer; with photos `after` it is put right already (self-handled) and closed at once."""

    name = phone = email = language = area = None
    claims = ClaimsField(required=False, default=list)
    after = serializers.ListField(child=serializers.FileField(), max_length=5, required=False, default=list)
    after_claims = ClaimsField(required=False, default=list)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")

    def validate_after(self, uploads: list[Any]) -> list[CleanPhoto]:
        return self.validate_photos(uploads)

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        said = super().validate(said)
        shown = {"photos": with_claims(said["photos"], said["claims"])}
        return {**said, **shown, "after": with_claims(said["after"], said["after_claims"])}


class OfficerReceipt(serializers.Serializer):
    number = serializers.CharField()
    status = serializers.ChoiceField(Status.choices)
    reported_at = serializers.DateTimeField()
    repeated = serializers.BooleanField(help_text="True if this Idempotency-Key was already answered.")


class TaskOutput(serializers.Serializer):
    """A visit asked of the officer."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(FieldTask.Kind.choices)
    due_at = serializers.DateTimeField()
    number = serializers.CharField()
    step = serializers.IntegerField(help_text="Send it back with the move.")
    category = serializers.CharField()
    icon = serializers.CharField()
    words = serializers.CharField()
    address = serializers.CharField()
    area = serializers.CharField()
    lon = serializers.FloatField(allow_null=True)
    lat = serializers.FloatField(allow_null=True)


class OwnReportOutput(serializers.Serializer):
    """A report of the officer's own whose case goes on."""

    number = serializers.CharField()
    status = serializers.CharField(help_text="In words of the reader's language.")
    category = serializers.CharField()
    icon = serializers.CharField()
    area = serializers.CharField()
    reported_at = serializers.DateTimeField()
    lon = serializers.FloatField(allow_null=True)
    lat = serializers.FloatField(allow_null=True)


class ShiftOutput(serializers.Serializer):
    begins_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class MeOutput(serializers.Serializer):
    """Who is signed in, and the token that posts need."""

    id = serializers.IntegerField()
    number = serializers.CharField(help_text="The officer's number, as it is written into photos.")
    name = serializers.CharField()
    csrf_token = serializers.CharField()
    shift = ShiftOutput(allow_null=True, help_text="The one that runs, else the next within 16 hours.")


class CellOutput(serializers.Serializer):
    """A cell of the officer's; `outline` is GeoJSON, so that a phone finds its cell without network."""

    code = serializers.CharField()
    name = serializers.CharField()
    visited_at = serializers.DateTimeField(allow_null=True)
    outline = serializers.JSONField(allow_null=True)


class CheckInOutput(serializers.Serializer):
    """What is kept of one check-in."""

    at = serializers.DateTimeField(source="claimed_at")
    cell = serializers.CharField(source="cell.code", default=None, allow_null=True)
    lon = serializers.FloatField(allow_null=True)
    lat = serializers.FloatField(allow_null=True)
    accuracy_m = serializers.FloatField(allow_null=True)


class PatrolOutput(serializers.Serializer):
    begun_at = serializers.DateTimeField()
    until = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class TodayOutput(serializers.Serializer):
    """An officer's day: what a phone keeps to work without network."""

    me = MeOutput()
    tasks = TaskOutput(many=True)
    own = OwnReportOutput(many=True)
    cells = CellOutput(many=True)
    patrol = PatrolOutput(allow_null=True)
    check_ins = CheckInOutput(many=True, help_text="The newest twenty that are kept of the officer.")
    patrol_days = serializers.IntegerField(help_text="So many days check-ins are kept.")


class WordOutput(serializers.Serializer):
    """A minor category with its major one, for searching without network."""

    code = serializers.CharField()
    name_en = serializers.CharField()
    name_zh = serializers.CharField()
    major_en = serializers.CharField()
    major_zh = serializers.CharField()
    icon = serializers.CharField()


class ReasonOutput(serializers.Serializer):
    code = serializers.CharField()
    name_en = serializers.CharField()
    name_zh = serializers.CharField()


class DictionaryOutput(serializers.Serializer):
    categories = WordOutput(many=True)
    rework_reasons = ReasonOutput(many=True)


class PatrolInput(serializers.Serializer):
    claimed_at = serializers.DateTimeField(required=False, help_text="When it was, by the phone's clock.")


class CheckInInput(PatrolInput):
    """A point, or the code of a cell chosen by hand."""

    lon = Number(min_value=-180, max_value=180, required=False)
    lat = Number(min_value=-90, max_value=90, required=False)
    coord_system = serializers.ChoiceField(SYSTEMS, default="wgs84")
    accuracy_m = Number(min_value=0, required=False)
    cell = serializers.CharField(max_length=24, required=False, allow_blank=True, default="")

    def point(self) -> Point | None:
        said = self.validated_data
        both = "lon" in said and "lat" in said
        return to_wgs84(said["lon"], said["lat"], said["coord_system"]) if both else None
