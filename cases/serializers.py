"""What programs send and get: shapes only, rules live in the steps."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cases import photos
from cases.contacts import SealedContact, check_phone, seal
from cases.models import Case, Message, Status
from cases.photos import CleanPhoto
from cases.serializers_claims import Number
from departments.dictionary import UnknownCategory, category_by_code
from departments.models import Audience
from govgrid.lib.coordinates import SYSTEMS, from_wgs84, to_wgs84
from govgrid.lib.geo import Point
from govgrid.lib.refusals import Refusal
from grids.models import Area, in_force


class ReportInput(serializers.Serializer):
    """A report as a program sends it. A place is `lon` and `lat`, or `area` and `address`, or a `component`."""

    words = serializers.CharField(max_length=4000)
    category = serializers.CharField(max_length=12, required=False, allow_blank=True)
    lon = Number(min_value=-180, max_value=180, required=False)
    lat = Number(min_value=-90, max_value=90, required=False)
    coord_system = serializers.ChoiceField(SYSTEMS, default="wgs84", help_text="The system that lon and lat are in.")
    accuracy_m = Number(min_value=0, required=False)
    address = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    area = serializers.CharField(max_length=24, required=False, allow_blank=True)
    component = serializers.CharField(
        max_length=24, required=False, allow_blank=True, default="",
        help_text="Code of the very component that is meant; it gives point and category where none is sent.",
    )  # fmt: skip
    name = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    email = serializers.EmailField(required=False, allow_blank=True, default="")
    language = serializers.ChoiceField([code for code, _name in settings.LANGUAGES], default="en")
    claimed_at = serializers.DateTimeField(required=False)
    reference = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")
    photos = serializers.ListField(
        child=serializers.FileField(), max_length=settings.PHOTOS_PER_REPORT, required=False, default=list
    )

    def validate_category(self, code: str) -> int | None:
        return self._or_fault(lambda: category_by_code(code).pk) if code else None

    def validate_phone(self, phone: str) -> str:
        return self._or_fault(lambda: check_phone(phone)) if phone else ""

    def validate_photos(self, uploads: list[Any]) -> list[CleanPhoto]:
        return self._or_fault(lambda: [photos.take_in(upload) for upload in uploads])

    def validate_area(self, code: str) -> Area | None:
        if not code:
            return None
        area = Area.objects.filter(in_force(timezone.localdate()), code=code).first()
        if area is None:
            raise serializers.ValidationError(f"There is no area {code!r} in this city.")
        return area

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        if ("lon" in said) != ("lat" in said):
            raise serializers.ValidationError({"lon": ["Give both lon and lat, or neither."]})
        return said

    @staticmethod
    def _or_fault(read: Any) -> Any:
        try:
            return read()
        except (Refusal, UnknownCategory) as refusal:
            raise serializers.ValidationError(str(refusal)) from refusal

    def point(self) -> Point | None:
        said = self.validated_data
        return to_wgs84(said["lon"], said["lat"], said["coord_system"]) if "lon" in said else None

    def raw_point(self) -> tuple[float, float] | None:
        """Return longitude and latitude exactly as sent; None where no point was."""
        said = self.validated_data
        return (said["lon"], said["lat"]) if "lon" in said else None

    def contact(self) -> SealedContact | None:
        said = self.validated_data
        return seal(said["name"], said["phone"], said["email"], said["language"])


class ReceiptOutput(serializers.Serializer):
    number = serializers.CharField()
    status = serializers.ChoiceField(Status.choices)
    track_url = serializers.URLField(help_text="The reporter's private page. Keep it secret.")
    reported_at = serializers.DateTimeField()
    repeated = serializers.BooleanField(help_text="True if this Idempotency-Key was already answered.")


class CaseRow(serializers.Serializer):
    """A case in a list."""

    number = serializers.CharField()
    status = serializers.ChoiceField(Status.choices)
    step = serializers.IntegerField(help_text="Send it back with a move: an older one is refused.")
    category = serializers.CharField(allow_null=True)
    cell = serializers.CharField(allow_null=True)
    host = serializers.CharField(allow_null=True, help_text="Code of the department.")
    level = serializers.IntegerField()
    reported_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)


class CasePage(serializers.Serializer):
    cases = CaseRow(many=True)
    next = serializers.CharField(allow_null=True, help_text="The value of `after` for the next page.")


class LegOutput(serializers.Serializer):
    department = serializers.CharField(source="department.code")
    part = serializers.CharField()
    state = serializers.CharField()
    assignee = serializers.CharField(source="assignee.username", default=None, allow_null=True)
    sent_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    rule = serializers.CharField()
    reason = serializers.CharField()


class EntryOutput(serializers.Serializer):
    number = serializers.IntegerField()
    action = serializers.CharField()
    status = serializers.CharField()
    at = serializers.DateTimeField()
    by = serializers.CharField(source="who")
    note = serializers.CharField()
    data = serializers.DictField()


class MessageOutput(serializers.Serializer):
    """A message of staff; the caller belongs to its readers."""

    audience = serializers.ChoiceField(Audience.choices)
    department = serializers.CharField(source="department.code", default=None, allow_null=True)
    words = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()
    mentioned = serializers.SerializerMethodField(help_text="User names of those named by @ who may read it.")

    def get_mentioned(self, message: Message) -> list[str]:
        return [person.username for person in message.mentioned.all()]


class MessageInput(serializers.Serializer):
    """A message to write. Who reads it is the own department, unless `audience` says otherwise."""

    audience = serializers.ChoiceField(Audience.choices, default=Audience.OWN)
    words = serializers.CharField(max_length=2000)


class ClockOutput(serializers.Serializer):
    kind = serializers.CharField()
    state = serializers.CharField()
    department = serializers.CharField(source="leg.department.code", default=None, allow_null=True)
    budget_seconds = serializers.IntegerField()
    consumed_seconds = serializers.IntegerField()
    started_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class ReporterOutput(serializers.Serializer):
    """The reporter, masked: enough to recognise, not enough to call."""

    name = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField()


class CaseOutput(serializers.Serializer):
    """One case with its legs, its history and the moves that the caller may make now."""

    number = serializers.CharField()
    status = serializers.ChoiceField(Status.choices)
    step = serializers.IntegerField()
    category = serializers.CharField(source="category.code", default=None, allow_null=True)
    standard = serializers.CharField(source="standard.condition", default=None, allow_null=True)
    cell = serializers.CharField(source="cell.code", default=None, allow_null=True)
    component = serializers.CharField(source="component.code", default=None, allow_null=True)
    host = serializers.CharField(source="host.code", default=None, allow_null=True)
    words = serializers.CharField()
    address = serializers.CharField()
    lon = serializers.SerializerMethodField()
    lat = serializers.SerializerMethodField()
    coord_system = serializers.SerializerMethodField(help_text="The system that lon and lat are in.")
    located = serializers.CharField(help_text="How the point led to the cell: inside, nearest, default_point, outside.")
    level = serializers.IntegerField()
    reported_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    suggestion = serializers.DictField(allow_null=True)
    legs = serializers.SerializerMethodField()
    clocks = serializers.SerializerMethodField()
    history = serializers.SerializerMethodField()
    reporter = serializers.SerializerMethodField()
    moves = serializers.SerializerMethodField()

    def get_lon(self, case: Case) -> float | None:
        return self._place(case)[0]

    def get_lat(self, case: Case) -> float | None:
        return self._place(case)[1]

    def get_coord_system(self, _case: Case) -> str:
        return self.context.get("coord_system", "wgs84")

    def _place(self, case: Case) -> tuple[float | None, float | None]:
        if case.lon is None or case.lat is None:
            return None, None
        return from_wgs84(Point(case.lon, case.lat), self.get_coord_system(case))

    @extend_schema_field(LegOutput(many=True))
    def get_legs(self, case: Case) -> Any:
        return LegOutput(case.legs.select_related("department", "assignee").order_by("id"), many=True).data

    @extend_schema_field(ClockOutput(many=True))
    def get_clocks(self, case: Case) -> Any:
        return ClockOutput(case.clocks.select_related("leg__department").order_by("id"), many=True).data

    @extend_schema_field(ReporterOutput(allow_null=True))
    def get_reporter(self, _case: Case) -> Any:
        return self.context["reporter"]

    @extend_schema_field(EntryOutput(many=True))
    def get_history(self, case: Case) -> Any:
        return EntryOutput(case.history.select_related("by"), many=True).data

    def get_moves(self, _case: Case) -> list[str]:
        return self.context["moves"]
