"""Saved views: kept, shared, copied, ordered, deleted; and they never show more than a person may see."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import SavedView
from tests.builders import a_routed_case
from tests.city import Town

SignedIn = Callable[[str], Client]
QUEUE = "/desk/queue/"


def save(client: Client, name: str, query: str = "state=sent&group=day", **more: object):
    return client.post(reverse("desk-views"), {"name": name, "origin": f"{QUEUE}?{query}", "pinned": "on", **more})


def tabs_of(client: Client) -> list[str]:
    return [tab["label"] for tab in client.get(QUEUE).context["tabs"]]


def change(client: Client, view: SavedView, what: str, **said: object):
    return client.post(reverse("view-change", args=[view.pk, what]), said, follow=True)


def test_a_view_keeps_filters_and_grouping_and_is_a_tab(town: Town, signed_in: SignedIn):
    client = signed_in("li")

    save(client, "New ones", "state=sent&group=day&after=x&state2=1")

    view = SavedView.objects.get()
    assert (view.filters, view.grouping) == ({"state": "sent"}, "day")
    assert client.get(f"{QUEUE}?state=sent&group=day").context["tabs"][-1]["current"]


def test_a_shared_view_is_everybody_s_there_and_nobody_s_elsewhere(town: Town, signed_in: SignedIn):
    save(signed_in("li"), "Ours", department=town.departments["roads"].pk)

    assert "Ours" in tabs_of(signed_in("lu"))
    assert "Ours" not in tabs_of(signed_in("qing"))


def test_a_view_is_not_shared_with_a_department_that_is_not_ones_own(town: Town, signed_in: SignedIn):
    refused = save(signed_in("li"), "Theirs", department=town.departments["lamps"].pk)

    assert refused.status_code == 422
    assert not SavedView.objects.exists()


def test_a_shared_view_never_shows_more_than_a_person_may_see(town: Town, signed_in: SignedIn):
    """Mine is the reader's own, and a person of another department is no way into its queue."""
    a_routed_case(town)
    lamps, deng = town.departments["lamps"], town.people["deng"]
    SavedView.objects.create(name="All", owner=deng, department=lamps, filters={"department": "roads"})

    page = signed_in("deng").get(f"{QUEUE}?department=roads")

    assert page.context["rows"] == []


def test_a_name_is_used_once_and_what_was_typed_is_still_there(town: Town, signed_in: SignedIn):
    client = signed_in("li")
    save(client, "Mornings")

    refused = save(client, "Mornings", "area=990101")

    assert refused.status_code == 422
    assert "You have a view of this name already." in refused.content.decode()
    assert "area=990101" in refused.content.decode()


def test_a_view_is_renamed_and_taken_out_of_the_tabs(town: Town, signed_in: SignedIn):
    client = signed_in("li")
    save(client, "Mornings")

    change(client, SavedView.objects.get(), "edit", name="Evenings")

    assert SavedView.objects.get().name == "Evenings"
    assert "Evenings" not in tabs_of(client)
    assert [one["view"].name for one in client.get(QUEUE).context["more_views"]] == ["Evenings"]


def test_views_stand_in_the_order_of_their_owner(town: Town, signed_in: SignedIn):
    client = signed_in("li")
    for name in ("One", "Two", "Three"):
        save(client, name, f"words={name}")

    change(client, SavedView.objects.get(name="Three"), "up")

    assert tabs_of(client)[-3:] == ["One", "Three", "Two"]


def test_a_colleague_s_view_is_copied_and_not_changed(town: Town, signed_in: SignedIn):
    save(signed_in("li"), "Ours", department=town.departments["roads"].pk)
    shared, lu = SavedView.objects.get(), signed_in("lu")

    for what in ("edit", "delete", "up"):
        assert change(lu, shared, what, name="Mine now").status_code == 404
    change(lu, shared, "clone")

    copy = SavedView.objects.get(owner=town.people["lu"])
    assert (copy.name, copy.filters, copy.department) == ("Ours", shared.filters, None)
    assert SavedView.objects.get(pk=shared.pk).name == "Ours"


def test_a_view_is_deleted_by_its_owner(town: Town, signed_in: SignedIn):
    client = signed_in("li")
    save(client, "Mornings")

    change(client, SavedView.objects.get(), "delete")

    assert not SavedView.objects.exists()


@pytest.mark.parametrize("pinned", [0, 12, 40])
def test_tabs_are_counted_by_one_statement_however_many(
    town: Town, signed_in: SignedIn, pinned: int, django_assert_num_queries
):
    li = town.people["li"]
    SavedView.objects.bulk_create(
        SavedView(name=f"View {n}", owner=li, filters={"state": "sent", "words": str(n)}) for n in range(pinned)
    )
    client = signed_in("li")
    client.get(QUEUE)

    with django_assert_num_queries(11):
        page = client.get(QUEUE)

    assert len(page.context["tabs"]) == 7 + min(pinned, 12)
