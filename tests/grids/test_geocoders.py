"""A geocoder plugged in: asked over a real HTTP connection, given up on in time, and never told of in a log."""

import json
import logging
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

import pytest
import shapely
from django.utils import timezone

from govgrid.lib import remembered
from govgrid.lib.breaker import Breaker
from govgrid.lib.geo import Point
from grids import addresses, editions
from grids.addresses import geocoders, tianditu
from grids.addresses.gazetteer import Named
from grids.models import Place
from tests.city import NOON, OUTSIDE, SIDE, SOUTH, WEST, Town, middle_of

pytestmark = pytest.mark.django_db
ON = NOON.date()
HERE, KEY = middle_of(1), "a-key-that-nobody-may-read"


class Service(BaseHTTPRequestHandler):
    """Speaks as Tianditu does: `mood` is fine, refusing, broken or slow."""

    mood, asked = "fine", []

    def do_GET(self) -> None:
        url = urlparse(self.path)
        wish = {name: values[0] for name, values in parse_qs(url.query).items()}
        Service.asked.append((url.path, wish))
        if Service.mood == "slow":
            threading.Event().wait(tianditu.SECONDS + 1)
        said = self.refusal() if Service.mood == "refusing" or wish["tk"] != KEY else self.answer(url.path)
        self.send_response(500 if Service.mood == "broken" else 200)
        self.end_headers()
        self.wfile.write(json.dumps(said, ensure_ascii=False).encode())

    def refusal(self) -> dict:
        return {"status": {"infocode": 1003, "cndesc": "权限类型错误"}, "msg": "x"}

    def answer(self, path: str) -> dict:
        if path == "/v2/search":
            pois = [("翠湖公园", HERE), ("翠湖路", middle_of(2)), ("翠湖（外地）", OUTSIDE)]
            return {
                "count": "3", "resultType": 1, "status": {"infocode": 1000, "cndesc": "服务正常"},
                "pois": [{"name": name, "lonlat": f"{p.lon},{p.lat}", "address": "x"} for name, p in pois],
            }  # fmt: skip
        return {
            "status": "0", "msg": "ok",
            "result": {
                "formatted_address": "测试镇翠湖公园", "location": {"lon": HERE.lon, "lat": HERE.lat},
                "addressComponent": {"poi": "翠湖公园", "road": "翠湖路"},
            },
        }  # fmt: skip

    def log_message(self, *_words: object) -> None:
        """A test needs no access log."""


@pytest.fixture
def service(town: Town, settings) -> Iterator[type[Service]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Service.mood, Service.asked = "fine", []
    settings.GEOCODER, settings.GEOCODER_KEY = "tianditu", KEY
    settings.GEOCODER_URL = f"http://127.0.0.1:{server.server_port}"
    remembered.forget_all()
    yield Service
    server.shutdown()
    server.server_close()


@pytest.fixture
def own_market(town: Town) -> Place:
    return Place.objects.create(name_en="", name_zh="翠湖市场", kind="market", lon=HERE.lon, lat=HERE.lat)


def test_its_places_are_offered_as_far_as_they_lie_in_the_city(service: type[Service]) -> None:
    assert [hit.place.name_zh for hit in addresses.search("翠湖", on=ON)] == ["翠湖公园", "翠湖路"]

    path, wish = service.asked[0]
    asked = json.loads(wish["postStr"])
    assert (path, wish["type"], asked["keyWord"], asked["queryType"]) == ("/v2/search", "query", "翠湖", 1)
    assert asked["mapBound"] == "102.700000,25.000000,102.720000,25.020000"


def test_it_is_asked_within_the_city_of_today_and_not_of_a_planned_edition(service: type[Service], town: Town) -> None:
    wider = shapely.box(WEST, SOUTH, WEST + 3 * SIDE, SOUTH + 2 * SIDE)
    later = timezone.now().date() + timedelta(days=30)
    change = editions.Change(reshape={town.areas["city"].pk: wider})
    editions.adopt(change, kind=editions.Kind.EDIT, on=later, at=NOON)

    addresses.search("翠湖", on=ON)

    assert json.loads(service.asked[0][1]["postStr"])["mapBound"] == "102.700000,25.000000,102.720000,25.020000"


def test_it_says_a_point_in_words(service: type[Service]) -> None:
    address = addresses.nearest(Point(HERE.lon, HERE.lat + 0.0002), on=ON)

    assert address.sentence == "22 m north of 翠湖公园, West Community"
    assert service.asked[0][0] == "/geocoder"


@pytest.mark.parametrize("mood", ["refusing", "broken", "slow"])
def test_while_it_is_away_the_city_s_own_gazetteer_answers(
    service: type[Service], own_market: Place, mood: str, caplog: pytest.LogCaptureFixture
) -> None:
    service.mood = mood
    caplog.set_level(logging.DEBUG)

    assert [hit.place.name_zh for hit in addresses.search("翠湖", on=ON)] == ["翠湖市场"]

    assert "the geocoder did not answer" in caplog.text
    assert KEY not in caplog.text
    assert "翠湖" not in caplog.text


def test_after_three_failures_it_is_left_in_peace(service: type[Service], own_market: Place) -> None:
    service.mood = "broken"

    for _time in range(6):
        addresses.search("翠湖", on=ON)

    assert len(service.asked) == geocoders.FAILURES


def test_a_wrong_key_is_no_answer(service: type[Service], own_market: Place, settings) -> None:
    settings.GEOCODER_KEY = "another"

    assert [hit.place.name_zh for hit in addresses.search("翠湖", on=ON)] == ["翠湖市场"]


class OfTheCity:
    """A geocoder that a city wrote itself."""

    def search(self, words: str, *, near: Point | None, limit: int) -> list[Named]:
        return [Named("own", words, "", HERE)]

    def nearest(self, point: Point) -> Named | None:
        return None


def test_a_class_of_the_city_s_own_is_plugged_in_by_its_path(own_market: Place, settings) -> None:
    settings.GEOCODER = f"{__name__}.OfTheCity"
    remembered.forget_all()

    assert addresses.search("anything", on=ON)[0].place.name_en == "anything"
    assert addresses.nearest(HERE, on=ON).place.name_zh == "翠湖市场"


def test_without_a_setting_nobody_is_asked(own_market: Place) -> None:
    assert geocoders.plugged() is None
    assert [hit.place.name_zh for hit in addresses.search("翠湖", on=ON)] == ["翠湖市场"]


def test_a_breaker_lets_one_try_after_its_rest_and_closes_when_that_is_answered():
    breaker = Breaker(failures=2, rest_s=0)
    for _time in range(2):
        breaker.note(answered=False)

    assert breaker.may_ask()  # its rest of no seconds is over
    breaker.note(answered=True)
    assert breaker.may_ask()


def test_a_breaker_that_is_open_says_no():
    breaker = Breaker(failures=1, rest_s=60)
    breaker.note(answered=False)

    assert not breaker.may_ask()
