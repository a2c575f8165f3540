"""The drawn background: kept for ever under the name of its pack and editions, and drawn anew with each of them."""

import json
from datetime import date, timedelta

import pytest
import shapely
from django.http import HttpResponse
from django.test import Client

from cases import chores
from cases.views import maps
from grids import editions
from grids.city import city_day
from grids.models import Area, Edition, MapShape
from tests.city import NOON, SINCE, Town

pytestmark = pytest.mark.django_db


def change(area: Area, shape: shapely.Geometry, *, on: date) -> None:
    editions.adopt(editions.Change(reshape={area.pk: shape}), kind=Edition.Kind.EDIT, on=on, at=NOON)


def drawn(answer: HttpResponse) -> dict[str, tuple[float, ...]]:
    """Return the bounds of each district and street by its name."""
    features = json.loads(answer.content)["features"]
    return {
        one["properties"]["n_en"]: shapely.from_geojson(json.dumps(one["geometry"])).bounds
        for one in features
        if one["properties"]["k"] == "area"
    }


def test_the_background_is_kept_for_ever_under_its_own_name_only(town: Town) -> None:
    MapShape.objects.create(
        kind="water", name_en="Lake", name_zh="湖", geometry={"type": "Point", "coordinates": [1, 2]}
    )

    other = Client().get("/map/base/of-an-older-pack.json", headers={"Accept-Encoding": "gzip"})

    assert other.headers["Cache-Control"] == "no-cache"
    assert other.headers["Content-Encoding"] == "gzip"
    assert "Lake" in Client().get("/map/base/none-0-0.json").content.decode()
    assert Client().get("/map/base/none-0-0.json").headers["Cache-Control"] == maps.A_YEAR


def test_its_borders_are_those_of_today_and_have_an_address_of_their_own(town: Town) -> None:
    today = city_day(chores.now())
    west, before = town.areas["west"], Client().get(maps.background_url())
    first = maps.background_url()
    change(west, shapely.box(102.7, 25, 102.71, 25.02), on=today)
    change(west, shapely.box(102.7, 25, 102.709, 25.02), on=today + timedelta(days=30))
    maps._editions_today.forget()

    answer = Client().get(maps.background_url(), headers={"If-None-Match": before.headers["ETag"]})

    assert maps.background_url() != first
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, maps.A_YEAR)
    assert drawn(answer) == {"West District": (102.7, 25, 102.71, 25.02)}
    assert Client().get(first).headers["Cache-Control"] == "no-cache"


def test_a_background_that_is_kept_is_drawn_again_after_an_edition(town: Town) -> None:
    change(town.areas["west"], shapely.box(102.7, 25, 102.71, 25.02), on=SINCE)
    assert "West District" in drawn(Client().get(maps.background_url()))

    change(town.areas["east"], shapely.box(102.71, 25, 102.72, 25.02), on=SINCE)
    maps._editions_today.forget()

    assert "East District" in drawn(Client().get(maps.background_url()))
