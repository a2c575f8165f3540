"""The queue as a question: what narrows it, what is said about it, its views, and the way back to it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases import handling, indexing, presence, queues
from cases.models import Case, Leg, SavedView, Status
from tests.builders import HOUR, a_case, a_routed_case
from tests.city import Town

SignedIn = Callable[[str], Client]
QUEUE = "/desk/queue/"


def listed(client: Client, query: str = "") -> list[str]:
    page = client.get(f"{QUEUE}?{query}")
    return [row.case.number for group in page.context["groups"] for row in group.rows]


@pytest.fixture
def west(town: Town) -> Case:
    return a_case(town, Status.HANDLING, cell=1)


@pytest.fixture
def east(town: Town) -> Case:
    return a_routed_case(town, cell=2)


def due(case: Case, at: datetime | None) -> None:
    Leg.objects.filter(case=case).update(due_at=at)


def test_each_filter_leaves_what_it_says(town: Town, west: Case, east: Case, signed_in: SignedIn, noon: datetime):
    li = town.people["li"]
    handling.assign(west, to=li, by=li, at=noon)
    Case.unscoped.filter(pk=east.pk).update(urgent=True, address="7 Lake Road")
    indexing.index_waiting()
    client = signed_in("li")

    for query, wanted in {
        "state=handling": west, "state=sent": east, "assignee=me": west, f"assignee={li.pk}": west,
        "assignee=nobody": east, "area=990101": west, "area=990102001": east, "urgent=1": east,
        "words=lake": east, f"words={west.number}": west,
    }.items():  # fmt: skip
        assert listed(client, query) == [wanted.number], query
    assert set(listed(client, "category=E01")) == {west.number, east.number}
    assert listed(client, "state=handling&area=990102") == []


def test_a_row_shown_before_shows_what_its_case_has_become(west: Case, signed_in: SignedIn):
    client = signed_in("li")
    assert "7 Lake Road" not in client.get(QUEUE).content.decode()

    Case.unscoped.filter(pk=west.pk).update(urgent=True, address="7 Lake Road")

    page = client.get(QUEUE).content.decode()
    assert "7 Lake Road" in page
    assert '<span class="chip chip-late">Urgent</span>' in page


def test_due_and_reported_filters_count_by_the_city_s_clock(town: Town, west: Case, east: Case, signed_in: SignedIn):
    client, now = signed_in("li"), datetime.now().astimezone()
    due(west, now - HOUR)
    due(east, now + 3 * HOUR)

    assert listed(client, "due=late") == [west.number]
    assert listed(client, "due=4h") == listed(client, "due=72h") == [east.number]
    assert len(listed(client, "reported_from=2026-09-16&reported_to=2026-09-16")) == 2
    assert listed(client, "reported_from=2026-09-17") == listed(client, "due_to=2026-09-16") == []


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("state=gone", "There is no state “gone” here."),
        ("assignee=999999", "The person asked for does not work here."),
        ("category=E9999", "There is no category “E9999”."),
        ("area=88", "There is no district or sub-district “88”."),
        ("due=5h", "“5h” is no time limit."),
        ("due_from=yesterday", "“yesterday” is no day."),
        ("group=colour", "“colour” is no way to group this list."),
        ("department=lamps", "You do not work for “lamps”; this is your own queue."),
    ],
)
def test_a_value_that_fits_nothing_is_said(west: Case, signed_in: SignedIn, query: str, sentence: str):
    page = signed_in("li").get(f"{QUEUE}?{query}")

    assert sentence in page.content.decode()
    assert west.number in page.content.decode()


def test_a_colleague_of_another_department_is_no_filter(town: Town, west: Case, signed_in: SignedIn):
    page = signed_in("li").get(f"{QUEUE}?assignee={town.people['deng'].pk}")

    assert page.context["faults"] == ["The person asked for does not work here."]


def test_a_chip_takes_its_filter_away_and_keeps_the_others(west: Case, signed_in: SignedIn):
    page = signed_in("li").get(f"{QUEUE}?state=handling&area=990101&group=day")

    without_state = next(chip["url"] for chip in page.context["chips"] if chip["words"] == "Being handled")

    assert "state" not in without_state
    assert "area=990101" in without_state
    assert "group=day" in without_state


def test_tabs_count_what_they_open(town: Town, west: Case, east: Case, signed_in: SignedIn):
    client = signed_in("li")
    SavedView.objects.create(name="East", owner=town.people["li"], filters={"area": "990102"})

    tabs = client.get(QUEUE).context["tabs"]

    assert {tab["label"]: tab["count"] for tab in tabs}["East"] == "1"
    for tab in tabs:
        assert str(len(listed(client, tab["url"].partition("?")[2]))) == tab["count"], tab["label"]


def test_groups_stand_where_their_soonest_part_stands_and_count_the_whole_list(
    town: Town, west: Case, east: Case, signed_in: SignedIn, noon: datetime
):
    later = a_routed_case(town, cell=1)
    for case, hours in ((west, 1), (east, 2), (later, 3)):
        due(case, noon + hours * HOUR)

    page = signed_in("li").get(f"{QUEUE}?group=area")
    groups = page.context["groups"]

    assert [(group.name, group.size) for group in groups] == [("West Street", 2), ("East Street", 1)]
    assert [row.case.number for row in groups[0].rows] == [west.number, later.number]


@pytest.mark.parametrize("grouping", ["person", "category", "area", "day"])
def test_every_grouping_shows_every_row(town: Town, west: Case, east: Case, signed_in: SignedIn, grouping: str):
    due(west, None)

    assert set(listed(signed_in("li"), f"group={grouping}")) == {west.number, east.number}


def test_a_part_that_is_not_due_comes_last_and_is_on_a_page(town: Town, signed_in: SignedIn, noon: datetime):
    cases = [a_routed_case(town) for _ in range(53)]
    due(cases[0], None)
    due(cases[1], None)
    client = signed_in("li")

    first = client.get(QUEUE)
    second = client.get(QUEUE + first.context["page"].older_url)
    numbers = [row.case.number for page in (first, second) for row in page.context["rows"]]

    assert numbers[-2:] == [cases[0].number, cases[1].number]
    assert len(set(numbers)) == 53
    back = client.get(QUEUE + second.context["page"].newer_url)
    assert [row.case.number for row in back.context["rows"]] == numbers[:50]


def test_the_case_page_leads_back_and_on_through_the_same_list(
    town: Town, west: Case, east: Case, signed_in: SignedIn, noon: datetime
):
    third = a_routed_case(town, cell=2)
    for case, hours in ((west, 1), (east, 2), (third, 3)):
        due(case, noon + hours * HOUR)
    client = signed_in("li")
    link = client.get(f"{QUEUE}?area=990102").context["rows"][0].url

    place = client.get(link).context["list_place"]

    assert place["back"].endswith(f"area=990102#row-{east.number}")
    assert place["previous"] == ""
    assert third.number in place["next"]


def test_a_link_leads_back_to_our_own_lists_only(west: Case, signed_in: SignedIn):
    page = signed_in("li").get(f"/desk/cases/{west.number}/?from=https://elsewhere.example/desk/queue/")

    assert "list_place" not in page.context


def test_a_finished_case_still_knows_what_follows_it(town: Town, signed_in: SignedIn, noon: datetime):
    first, second = a_case(town, Status.HANDLING), a_routed_case(town)
    due(first, noon + HOUR)
    handling.finish(first, by=town.people["li"], at=noon, note="Filled.")

    place = signed_in("li").get(f"/desk/cases/{first.number}/?from={QUEUE}").context["list_place"]

    assert second.number in place["next"]


class TestTakeNext:
    def test_the_most_pressing_part_that_nobody_has_is_taken_and_opened(
        self, town: Town, west: Case, east: Case, signed_in: SignedIn, noon: datetime
    ):
        due(west, noon + HOUR)
        due(east, noon + 2 * HOUR)
        handling.assign(west, to=town.people["lu"], by=town.people["lu"], at=noon)

        answer = signed_in("li").post(reverse("queue-next"), {"origin": QUEUE})

        assert answer.url.startswith(f"/desk/cases/{east.number}/?from=")
        assert east.legs.get().assignee == town.people["li"]

    def test_only_what_fits_the_list_is_taken(self, town: Town, west: Case, east: Case, signed_in: SignedIn):
        due(west, None)

        answer = signed_in("li").post(reverse("queue-next"), {"origin": f"{QUEUE}?area=990101"})

        assert west.number in answer.url

    def test_a_list_of_what_is_late_gives_out_nothing_that_is_not(
        self, town: Town, west: Case, signed_in: SignedIn, noon: datetime
    ):
        due(west, noon + timedelta(days=9000))
        answer = signed_in("li").post(reverse("queue-next"), {"origin": f"{QUEUE}?due=late&assignee=me"}, follow=True)
        assert answer.redirect_chain == [(f"{QUEUE}?due=late&assignee=me", 302)]

        due(west, noon)
        answer = signed_in("li").post(reverse("queue-next"), {"origin": f"{QUEUE}?due=late&assignee=me"})
        assert west.number in answer.url

    def test_with_nothing_to_take_one_stays_where_one_is(self, town: Town, signed_in: SignedIn):
        answer = signed_in("li").post(reverse("queue-next"), {"origin": f"{QUEUE}?area=990101"}, follow=True)

        assert "Nothing waits here that you may take." in answer.content.decode()
        assert answer.redirect_chain == [(f"{QUEUE}?area=990101", 302)]


class TestNews:
    def test_a_row_that_has_gone_is_told_by_what_happened_and_who_did_it(
        self, town: Town, west: Case, signed_in: SignedIn, noon: datetime
    ):
        handling.finish(west, by=town.people["lu"], at=noon, note="Filled.")

        said = signed_in("li").get(reverse("queue-news"), {"case": west.number}).json()

        assert said[west.number]

    def test_a_case_of_others_is_not_told_of(self, west: Case, signed_in: SignedIn):
        assert signed_in("qing").get(reverse("queue-news"), {"case": west.number}).json() == {}


def test_a_suspended_part_says_that_its_clock_stands(town: Town, west: Case, signed_in: SignedIn, noon: datetime):
    Leg.objects.filter(case=west).update(state="suspended", due_at=None, suspended_until=noon + timedelta(days=3))

    assert "Clock stands" in signed_in("li").get(QUEUE).content.decode()


def test_who_else_has_a_case_open_stands_in_its_row(town: Town, west: Case, signed_in: SignedIn):
    presence.beat(west.number, by=town.people["lu"], doing="viewing")

    try:
        assert "Lu is viewing" in signed_in("li").get(QUEUE).content.decode()
        assert "Lu is viewing" not in signed_in("lu").get(QUEUE).content.decode()
    finally:
        presence.leave(west.number, by=town.people["lu"])


class TestAllCases:
    def test_it_is_narrowed_by_days_and_by_urgency_as_a_queue_is(self, west: Case, east: Case, signed_in: SignedIn):
        Case.unscoped.filter(pk=east.pk).update(urgent=True)
        client = signed_in("su")

        def shown(query: str) -> set[str]:
            return {row.case.number for row in client.get(f"/desk/cases/?{query}").context["rows"]}

        assert shown("urgent=1") == {east.number}
        assert shown("reported_from=2026-09-16&reported_to=2026-09-16") == {west.number, east.number}
        assert shown("reported_from=2026-09-17") == set()
        assert shown("late=72h") <= shown("")

    @pytest.mark.parametrize("query", ["status=gone", "department=nobody", "late=5h", "reported_from=x", "urgent=yes"])
    def test_a_value_that_it_does_not_offer_is_said(self, west: Case, signed_in: SignedIn, query: str):
        page = signed_in("su").get(f"/desk/cases/?{query}")

        assert len(page.context["faults"]) == 1

    def test_a_chip_takes_its_filter_away(self, west: Case, signed_in: SignedIn):
        page = signed_in("su").get("/desk/cases/?status=handling&district=990101&urgent=1&reported=7")

        left = {chip["words"]: chip["url"] for chip in page.context["chips"]}

        assert set(left) == {"Being handled", "West District", "Urgent", "reported in the last 7 days"}
        assert left["Urgent"] == "/desk/cases/?status=handling&district=990101&reported=7"


def test_a_button_pressed_after_the_session_ended_leads_back_to_its_page(town: Town):
    pressed = Client().post(reverse("queue-next"), headers={"Referer": f"http://testserver{QUEUE}?due=late"})
    elsewhere = Client().post(reverse("queue-next"), headers={"Referer": "https://example.org/"})

    assert pressed.url == "/accounts/login/?next=/desk/queue/%3Fdue%3Dlate"
    assert elsewhere.url == "/accounts/login/?next=/desk/queue/next/"


def test_more_than_can_be_counted_is_said_so(
    town: Town, west: Case, east: Case, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(queues, "COUNTED", 1)

    page = signed_in("li").get(QUEUE)

    assert page.context["tabs"][0]["count"] == "1+"
    assert "2 of 1+" in page.text
