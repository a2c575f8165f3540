"""What programs get of the dictionary, the areas and the gazetteer: shapes only."""

from rest_framework import serializers

from govgrid.lib.coordinates import SYSTEMS
from grids.models import Level


class NamedOutput(serializers.Serializer):
    """An entry of a dictionary or of the area tree."""

    code = serializers.CharField()
    parent = serializers.CharField(allow_null=True)
    kind = serializers.CharField()
    name_en = serializers.CharField()
    name_zh = serializers.CharField()


class AroundOutput(serializers.Serializer):
    """An area that holds a place."""

    level = serializers.ChoiceField(Level.choices)
    code = serializers.CharField()
    name_en = serializers.CharField()
    name_zh = serializers.CharField()


class NamedPlaceOutput(serializers.Serializer):
    """A place of the gazetteer, or an area by a point inside it."""

    kind = serializers.CharField()
    name_en = serializers.CharField()
    name_zh = serializers.CharField()
    lon = serializers.FloatField()
    lat = serializers.FloatField()
    coord_system = serializers.ChoiceField(SYSTEMS)


class PlaceOutput(NamedPlaceOutput):
    """What words may mean, with the areas that tell it from others of its name."""

    label = serializers.CharField(help_text="Name, community and sub-district in the caller's language.")
    areas = AroundOutput(many=True, help_text="The areas that hold it, the smallest first.")


class AddressOutput(serializers.Serializer):
    """A point in words."""

    sentence = serializers.CharField(help_text="As people say it, in the caller's language; empty where nothing is.")
    place = NamedPlaceOutput(allow_null=True)
    metres = serializers.FloatField(allow_null=True)
    areas = AroundOutput(many=True, help_text="The areas that hold the point, the smallest first.")
