"""The areas of a level as a file."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_GET

from cases import chores
from govgrid.configuring import need_reader
from grids.city import city_day, this_city
from grids.exporting import write_areas
from grids.models import Level

TYPES = {"geojson": "application/geo+json", "gpkg": "application/geopackage+sqlite3"}


@login_required
@require_GET
def areas_file(request: HttpRequest, level: str, kind: str) -> FileResponse:
    """The areas of `level` ("all": of every level) as they are today; `kind` is geojson or gpkg."""
    need_reader(request)
    if kind not in TYPES or level not in ("all", *Level.values):
        raise Http404
    day = city_day(chores.now())
    with TemporaryDirectory(prefix="export-") as folder:
        path = Path(folder) / f"areas.{kind}"
        write_areas(path, on=day, level="" if level == "all" else level)
        # An open file is read to its end, though its name is gone: nothing is left behind when a browser hangs up.
        file = path.open("rb")
    name = f"{this_city().slug}-{level}-{day}.{kind}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[kind])
