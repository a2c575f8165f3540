"""Native geometry of PostgreSQL, for which Django has no column type. Written and read in SQL only."""

from django.db import models


class PolygonField(models.Field):
    """One closed ring in microdegrees (lon·1e6, lat·1e6): see grids.locate for why not in degrees."""

    def db_type(self, connection: object) -> str:
        return "polygon"
