"""The tiles of the grid, for whoever has a map before them: no case is in them."""

import gzip
import zlib
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_GET

from govgrid.lib.boxes import TileAt
from grids import tiles
from grids.city import city_day

MVT = "application/vnd.mapbox-vector-tile"
A_YEAR = "public, max-age=31536000, immutable"
# Until a worker has drawn the far zooms, what is shown is exact but heavy, and asked for again.
NOT_YET = "public, max-age=30"


def tiles_address(at: datetime) -> str:
    """Return the address of the tiles of today, with {z}, {x} and {y} for the map to fill in."""
    number, newest = tiles.address_parts(city_day(at))
    return reverse("map-tile", args=[number, 0, 0, 0]).replace("/0/0/0.", "/{z}/{x}/{y}.") + f"?{newest}"


@require_GET
def tile(request: HttpRequest, edition: int, z: int, x: int, y: int) -> HttpResponse:
    """Answer with a tile of an edition, as of its day; an old edition's address answers as well."""
    wanted, found = TileAt(z, x, y), tiles.edition_numbered(edition)
    if found is None or z > tiles.NEAREST or not wanted.exists:
        raise Http404
    data = tiles.kept(found, wanted) if z < tiles.KEPT_BELOW else None
    for_ever = z >= tiles.KEPT_BELOW or found.published_at is not None
    if data is None:
        data = tiles.draw(wanted, on=found.valid_from)
    return packed(request, data, MVT, A_YEAR if for_ever else NOT_YET)


def packed(request: HttpRequest, data: bytes, kind: str, caching: str) -> HttpResponse:
    """Answer with gzipped `data`, or 304 to whoever has it; unpacked for the rare client that cannot."""
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = HttpResponse(data if packs else gzip.decompress(data), content_type=kind)
    if packs:
        answer["Content-Encoding"] = "gzip"
    answer["Cache-Control"] = caching
    # Weak: packed or not, it is the same tile.
    answer["ETag"] = f'W/"{zlib.crc32(data):08x}"'
    patch_vary_headers(answer, ["Accept-Encoding"])
    return get_conditional_response(request, etag=answer["ETag"], response=answer) or answer
