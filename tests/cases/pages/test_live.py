"""Lists that follow: nothing new costs next to nothing, and news comes as the part alone."""

from collections.abc import Callable

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.builders import a_routed_case
from tests.city import Town

SignedIn = Callable[[str], Client]
QUEUE = "/desk/queue/"


def ask(client: Client, version: str):
    return client.get(QUEUE, headers={"HX-Request": "true", "X-Live-Version": version})


def test_a_list_with_nothing_new_is_answered_by_session_user_and_one_look_up(
    town: Town, signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    a_routed_case(town)
    client = signed_in("li")
    version = client.get(QUEUE).headers["X-Live-Version"]

    with django_assert_num_queries(3):
        answer = ask(client, version)

    assert answer.status_code == 204
    assert answer.content == b""


def test_a_new_case_is_brought_as_the_part_alone(town: Town, signed_in: SignedIn) -> None:
    client = signed_in("li")
    version = client.get(QUEUE).headers["X-Live-Version"]
    case = a_routed_case(town)

    answer = ask(client, version)

    assert case.number in answer.text
    assert "<html" not in answer.text
    assert answer.headers["X-Live-Version"] != version


def test_the_page_carries_the_version_that_it_was_drawn_from(town: Town, signed_in: SignedIn) -> None:
    answer = signed_in("li").get(QUEUE)

    assert f'data-live-version="{answer.headers["X-Live-Version"]}"' in answer.text
