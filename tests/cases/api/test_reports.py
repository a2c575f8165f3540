"""Programs report: one number for one key, every fault at its field, and nothing half-stored."""

import io
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from cases.models import Attachment, Case, Contact, Report
from departments import api_keys
from tests.cases.components import LAMP, a_bench, a_camera, a_component
from tests.city import OUTSIDE, Town, middle_of

URL = "/api/v1/reports/"


@pytest.fixture
def key(town: Town) -> str:
    return api_keys.issue(town.people["adam"], name="test", quota_per_minute=5)


@pytest.fixture
def post(town: Town) -> Callable[..., Any]:
    def send(client: Client | None = None, *, headers: dict[str, str] | None = None, **said: Any) -> Any:
        point = middle_of(1)
        body = {"words": "A deep hole.", "category": "E0113", "lon": point.lon, "lat": point.lat, **said}
        body = {name: value for name, value in body.items() if value is not None}
        return (client or Client()).post(URL, body, content_type="application/json", headers=headers or {})

    return send


def test_a_report_gets_its_number_and_a_private_page(post: Callable[..., Any]) -> None:
    answer = post()

    said = answer.json()
    assert answer.status_code == 201
    assert Case.unscoped.get().number == said["number"]
    assert "/track/" in said["track_url"]


def test_a_report_costs_four_statements(post: Callable[..., Any]) -> None:
    post()
    with CaptureQueriesContext(connection) as queries:
        post()

    assert len(queries) <= 4, [query["sql"][:80] for query in queries]


def test_a_report_with_an_api_key_costs_four_statements(post: Callable[..., Any], key: str) -> None:
    headers = {"Authorization": f"Bearer {key}"}
    post(headers={**headers, "Idempotency-Key": "1"})
    with CaptureQueriesContext(connection) as queries:
        post(headers={**headers, "Idempotency-Key": "2"})

    assert len(queries) <= 4, [query["sql"][:80] for query in queries]


def test_a_key_and_its_report_again_is_the_same_number(post: Callable[..., Any], key: str) -> None:
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "311-1"}
    first, again = post(headers=headers), post(headers=headers)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["number"] == again.json()["number"]
    assert Report.objects.count() == 1


def test_a_key_for_two_reports_is_refused(post: Callable[..., Any]) -> None:
    headers = {"Idempotency-Key": "1"}
    post(headers=headers)

    answer = post(headers=headers, words="Another matter.")

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


def test_a_program_must_send_a_key_for_each_report(post: Callable[..., Any], key: str) -> None:
    answer = post(headers={"Authorization": f"Bearer {key}"})

    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.json()["errors"]


def test_an_unknown_or_revoked_key_is_refused(post: Callable[..., Any]) -> None:
    answer = post(headers={"Authorization": "Bearer gg_wrong", "Idempotency-Key": "1"})

    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"words": ""}, "words"),
        ({"words": None}, "words"),
        ({"words": "x" * 4001}, "words"),
        ({"words": "nul \x00"}, "words"),
        ({"category": "E9999"}, "category"),
        ({"lon": None}, "lon"),
        ({"lon": 200}, "lon"),
        ({"lat": "north"}, "lat"),
        ({"lon": "nan"}, "lon"),
        ({"accuracy_m": "inf"}, "accuracy_m"),
        ({"coord_system": "mars"}, "coord_system"),
        ({"phone": "12"}, "phone"),
        ({"email": "nobody"}, "email"),
        ({"area": "nowhere"}, "area"),
        ({"claimed_at": "yesterday"}, "claimed_at"),
    ],
)
def test_a_fault_is_said_at_its_field_and_nothing_is_stored(
    post: Callable[..., Any], said: dict[str, Any], field: str
) -> None:
    answer = post(**said)

    assert answer.status_code == 422
    assert field in answer.json()["errors"]
    assert not Case.unscoped.exists()
    assert not Contact.objects.exists()


def test_a_point_outside_the_city_is_refused_with_a_sentence(post: Callable[..., Any]) -> None:
    answer = post(lon=OUTSIDE.lon, lat=OUTSIDE.lat)

    assert (answer.status_code, answer.json()["code"]) == (422, "outside_city")
    assert "Testtown" in answer.json()["detail"]
    assert "lon" in answer.json()["errors"]


def test_neither_point_nor_address_is_refused(post: Callable[..., Any]) -> None:
    assert post(lon=None, lat=None).json()["code"] == "no_place"


def test_too_many_reports_in_a_minute_are_answered_with_when_to_try_again(post: Callable[..., Any], key: str) -> None:
    sent = [post(headers={"Authorization": f"Bearer {key}", "Idempotency-Key": str(n)}) for n in range(9)]

    statuses = [answer.status_code for answer in sent]
    assert 429 in statuses
    assert int(sent[-1].headers.get("Retry-After", "1")) <= 60
    assert Case.unscoped.count() == statuses.count(201)


def a_photo(name: str = "hole.jpg") -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "gray").save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


def test_photos_come_with_the_report(town: Town, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    point = middle_of(1)

    answer = Client().post(
        URL, {"words": "A hole.", "lon": point.lon, "lat": point.lat, "photos": [a_photo(), a_photo()]}
    )

    assert answer.status_code == 201
    assert Attachment.objects.count() == 2


@pytest.mark.parametrize(
    "bad", [SimpleUploadedFile("hole.jpg", b"not a photo at all"), SimpleUploadedFile("e.jpg", b"")]
)
def test_a_text_named_jpg_is_refused_and_nothing_is_stored(town: Town, bad: SimpleUploadedFile) -> None:
    point = middle_of(1)

    answer = Client().post(URL, {"words": "A hole.", "lon": point.lon, "lat": point.lat, "photos": [bad]})

    assert answer.status_code == 422
    assert "photos" in answer.json()["errors"]
    assert not Case.unscoped.exists()


def test_rubbish_is_answered_as_a_problem_not_as_a_fault_of_ours(town: Town) -> None:
    answer = Client().post(URL, "{not json", content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["status"] == 400


def test_a_body_that_is_too_long_is_refused_before_it_is_read_whole(post: Callable[..., Any]) -> None:
    answer = post(words="x" * 300_000)

    assert (answer.status_code, answer.json()["code"]) == (413, "too_long")


def test_a_report_told_again_is_answered_as_the_first_time(post: Callable[..., Any]) -> None:
    first, again = (post(headers={"Idempotency-Key": "1"}).json() for _ in range(2))

    assert {**again, "repeated": False} == first


def test_a_burst_of_a_thousand_from_one_address_stores_what_was_accepted_and_no_more(post: Callable[..., Any]) -> None:
    client = Client()
    statuses = Counter(post(client).status_code for _ in range(1000))

    # A minute may turn in between, and turn again on a slow machine: each turn lets thirty more in.
    assert statuses.keys() == {201, 429}
    assert 30 <= statuses[201] <= 300
    assert Case.unscoped.count() == Report.objects.count() == statuses[201]


def test_a_component_gives_point_and_category(post: Callable[..., Any], town: Town) -> None:
    lamp = a_component(town)

    answer = post(component=LAMP, lon=None, lat=None, category=None)

    case = Case.unscoped.get()
    assert answer.status_code == 201
    assert (case.component, case.category, case.lon) == (lamp, lamp.category, lamp.lon)


@pytest.mark.parametrize(
    ("code", "words"),
    [("nothing", "There is no component nothing"), ("FAR", "m from the point given"), ("OLD", "until")],
)
def test_a_component_that_cannot_be_meant_is_refused_at_its_field(
    post: Callable[..., Any], town: Town, code: str, words: str
) -> None:
    a_component(town, "FAR", north_m=300)
    a_component(town, "OLD", valid_to="2020-01-01")

    answer = post(component=code)

    assert answer.status_code == 422
    assert words in answer.json()["errors"]["component"][0]
    assert not Report.objects.exists()


def test_a_component_of_another_kind_than_the_category_is_refused_at_its_field(
    post: Callable[..., Any], town: Town
) -> None:
    a_component(town)

    answer = post(component=LAMP, category=a_bench(town).code)

    assert (answer.status_code, answer.json()["code"]) == (422, "component_of_another_kind")
    assert "of the kind “Street light” and not “Bench”" in answer.json()["errors"]["component"][0]
    assert not Report.objects.exists()


def test_a_program_of_the_city_may_name_what_citizens_may_not(post: Callable[..., Any], town: Town, key: str) -> None:
    camera = a_camera(town)

    said = {"component": camera.code, "category": None}

    assert post(**said).status_code == 422
    assert post(headers={"Authorization": f"Bearer {key}", "Idempotency-Key": "1"}, **said).status_code == 201


def test_a_report_about_a_component_asks_for_it_once(post: Callable[..., Any], town: Town) -> None:
    a_component(town)
    post(component=LAMP)
    with CaptureQueriesContext(connection) as queries:
        post(component=LAMP)

    assert len(queries) <= 5
