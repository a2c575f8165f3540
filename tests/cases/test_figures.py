"""The city's own figures: right, kept for a while, and silent where a number is small."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.formats import date_format

from cases import evaluation, figures, publishing
from cases.figures import left_out, share
from cases.models import CityFigures, Status
from cases.views import figures as page_of_figures
from tests.builders import HOUR, a_case, a_report, fresh
from tests.city import NOON, Town

DAY = timedelta(days=1)


def test_open_new_and_closed_are_counted(town: Town):
    a_report(town, at=NOON - 20 * DAY), a_report(town, at=NOON - 2 * DAY)
    a_case(town, Status.CLOSED, at=NOON - DAY), a_case(town, Status.HANDLING, at=NOON - DAY)

    counted = figures.count(at=NOON)

    assert counted["open"]["all"] == 3
    assert counted["flow"] == {"new_week": 3, "new_month": 4, "closed_week": 1, "closed_month": 1}
    assert sum(new for _week, new, _closed in counted["weeks"]) == 4


def test_in_time_how_long_and_how_content_are_of_the_closed_ones(town: Town):
    for stars in (5, 1):
        case = a_case(town, Status.CLOSED, at=NOON - DAY)
        evaluation.rate(case.reports.get(), solved="yes" if stars > 1 else "partly", stars=stars, words="", at=NOON)

    [roads] = figures.count(at=NOON)["department"]

    assert roads["key"] == str(town.departments["roads"].pk)
    assert (roads["closed"], roads["timed"], roads["in_time"], roads["rated"], roads["solved"]) == (2, 2, 2, 2, 1)


def test_figures_are_counted_once_a_quarter_of_an_hour(town: Town):
    first = figures.newest(at=NOON)
    a_report(town)

    assert figures.newest(at=NOON + 14 * HOUR / 60).pk == first.pk
    assert figures.newest(at=NOON + 16 * HOUR / 60).counted["open"]["all"] == 1


def test_old_counts_are_let_go_of(town: Town):
    figures.newest(at=NOON)
    figures.newest(at=NOON + 3 * DAY)

    assert CityFigures.objects.count() == 1


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ([10, 20], [10, 20]),
        ([10, 4, 3], [10, None, None]),
        ([10, 4, 30], [None, None, 30]),  # one alone could be reckoned from the sum
        ([3], [None]),
        ([], []),
    ],
)
def test_small_numbers_are_left_out_and_cannot_be_reckoned(numbers: list[int], told: list[int | None]):
    assert left_out(numbers) == told


def test_no_share_is_told_of_a_handful():
    assert share(3, 4) is None
    assert share(3, 6) == 50


def test_a_small_city_shows_no_small_number(town: Town, told):
    case = a_case(town, Status.CLOSED)
    told(case, "wang@example.org", name="Wang Fang")

    page = Client().get("/figures/").content.decode()

    assert "fewer than 5" in page
    assert "Wang" not in page
    assert 'class="kpi-value">1<' not in page


def test_the_chart_of_a_young_city_begins_with_its_first_cases_and_says_their_number_and_day(town: Town, monkeypatch):
    monkeypatch.setattr(figures, "TOO_FEW", 0)
    a_case(town, Status.CLOSED)
    kept = figures.newest(at=NOON + DAY)
    CityFigures.objects.filter(pk=kept.pk).update(at=page_of_figures.chores.now())

    page = Client().get("/figures/")

    [*empty, last] = page.context["chart"]
    assert len(empty) == 5
    assert last["new"] == 1
    assert 'text-anchor="middle">1</text>' in page.content.decode()
    assert f">{date_format(last['begins'], 'j M')}</text>" in page.content.decode()


def test_the_file_says_what_the_page_says(town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(figures, "TOO_FEW", 0)
    monkeypatch.setattr(page_of_figures, "TOO_FEW", 0)
    for _n in range(3):
        a_case(town, Status.CLOSED)
    kept = figures.newest(at=NOON + DAY)
    CityFigures.objects.filter(pk=kept.pk).update(at=page_of_figures.chores.now())

    answer = Client().get("/figures/figures.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert answer["Content-Disposition"].startswith("attachment")
    assert ["Roads Bureau", "0", "3", "100 %", "0.0", "–"] in rows
    assert "Road damage" in Client().get("/figures/").content.decode()


def test_a_figure_opens_its_public_list_and_that_of_a_secret_kind_opens_none(town: Town, monkeypatch):
    monkeypatch.setattr(figures, "TOO_FEW", 0)
    monkeypatch.setattr(page_of_figures, "TOO_FEW", 0)
    case = a_case(town, Status.CLOSED)
    now = page_of_figures.chores.now()
    CityFigures.objects.create(at=now, counted=figures.count(at=NOON + DAY))

    page = Client().get("/figures/").content.decode()

    for opened in ("category=E0113", f"area={town.areas['west'].code}", f"department={fresh(case).host.code}"):
        assert f'href="/cases/?{opened}&amp;closed=90">1</a>' in page
    assert "/cases/?status=open" in page
    assert publishing.public_cases().filter(pk=fresh(case).pk).exists()
