"""What a phone says of the photos it sends: read as claims, believed by nobody."""

from math import isfinite
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from cases.models import Attachment
from cases.photos import Claim, CleanPhoto


class Number(serializers.FloatField):
    """A finite number: `nan` is no number, and would pass every comparison."""

    def to_internal_value(self, data: Any) -> float:
        number = super().to_internal_value(data)
        if not isfinite(number):
            self.fail("invalid")
        return number


class ClaimInput(serializers.Serializer):
    """What a phone says of one photo."""

    source = serializers.ChoiceField(Attachment.Source.choices, default=Attachment.Source.UNKNOWN)
    taken_at = serializers.DateTimeField(required=False, allow_null=True)
    lon = Number(min_value=-180, max_value=180, required=False, allow_null=True)
    lat = Number(min_value=-90, max_value=90, required=False, allow_null=True)
    accuracy_m = Number(min_value=0, required=False, allow_null=True)


class ClaimsField(serializers.JSONField):
    """A list of claims in the order of the photos, as JSON text; what is left out at its end claims nothing."""

    def to_internal_value(self, data: Any) -> list[Claim]:
        shape = ClaimInput(data=super().to_internal_value(data) or [], many=True)
        if not shape.is_valid():
            raise serializers.ValidationError(_("What is said of the photos cannot be read."))
        return [Claim(**said) for said in shape.validated_data]


def with_claims(shown: list[CleanPhoto], claims: list[Claim]) -> list[CleanPhoto]:
    """Return the photos, each with what is said of it."""
    spare = [Claim()] * len(shown)
    return [photo.claimed(claim) for photo, claim in zip(shown, [*claims, *spare], strict=False)]
