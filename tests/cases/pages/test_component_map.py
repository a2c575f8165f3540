"""What the map shows of components: public facts, close up, and no more than a screen holds."""

import pytest
from django.test import Client

from departments.models import Component
from tests.cases.components import LAMP, a_camera, a_component
from tests.city import Town

URL = "/map/components.json"
AROUND = "102.70,25.00,102.71,25.01"


def codes(client: Client) -> list[str]:
    return [one["properties"]["c"] for one in client.get(URL, {"bbox": AROUND}).json()["features"]]


def test_a_mark_says_what_it_is_and_in_which_state_and_nothing_else(town: Town) -> None:
    a_component(town, state="damaged", owner=town.departments["roads"], note="by the gate of Mr Li")

    (mark,) = Client().get(URL, {"bbox": AROUND}).json()["features"]

    assert mark["geometry"]["coordinates"] == [102.705, 25.005]
    facts = {"c": LAMP, "k": "C0137", "i": "", "s": "damaged", "n_en": "Street light", "n_zh": "路灯"}
    assert mark["properties"] == facts


def test_what_is_not_for_citizens_is_shown_to_staff_only(town: Town, signed_in) -> None:
    a_component(town)
    camera = a_camera(town, north_m=10)

    assert codes(Client()) == [LAMP]
    assert codes(signed_in("su")) == [LAMP, camera.code]
    assert codes(signed_in("passer")) == [LAMP]


def test_what_has_ended_or_stands_elsewhere_is_not_there(town: Town) -> None:
    a_component(town, "GONE", valid_to="2020-01-01")
    a_component(town, "AWAY", north_m=2_000)

    assert codes(Client()) == []


def test_at_most_five_hundred_are_sent_and_the_answer_says_that_there_are_more(town: Town) -> None:
    one = a_component(town)
    Component.objects.bulk_create(
        Component(code=f"L{n}", category=one.category, lon=one.lon, lat=one.lat) for n in range(500)
    )

    answer = Client().get(URL, {"bbox": AROUND}).json()

    assert (len(answer["features"]), answer["full"]) == (500, True)


@pytest.mark.parametrize("bbox", ["", "1,2,3", "a,b,c,d", "nan,0,1,1", "102,25,103,26", "102.71,25,102.70,25.01"])
def test_a_box_that_is_none_or_too_wide_is_refused(town: Town, bbox: str) -> None:
    assert Client().get(URL, {"bbox": bbox}).status_code == 400


def test_it_is_kept_for_a_minute_and_never_shared_between_staff_and_citizens(town: Town, signed_in) -> None:
    open_to_all, for_staff = (client.get(URL, {"bbox": AROUND}) for client in (Client(), signed_in("su")))

    assert open_to_all["Cache-Control"] == "public, max-age=60"
    assert for_staff["Cache-Control"] == "private, max-age=60"
    assert "Cookie" in open_to_all["Vary"]
