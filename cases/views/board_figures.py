"""The figures of a board in words, each with the address of the list that has just its cases."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import ageing, signposts, words
from cases.tally import OPEN, Tally
from cases.views.board_wish import BoardWish

Said = dict[str, Any]


def pressing(tally: Tally, wish: BoardWish) -> list[Said]:
    """Return what presses: late, due soon, alarms; `_kpi.html` shows each."""
    found = tally.pressing
    return [
        _kpi(_("Late"), found.late, "alert-triangle", wish.parts_url(late=1), "late"),
        _kpi(_("Due in 4 h"), found.in_4, "hourglass", wish.parts_url(late="4h"), "warn"),
        _kpi(_("Due in 24 h"), found.in_24, "clock", wish.parts_url(late="soon"), "warn"),
        _kpi(_("Due in 72 h"), found.in_72, "calendar", wish.parts_url(late="72h")),
        _kpi(_("Alarms to take"), tally.alarms, "bell-ringing", wish.cases_url(alarm=1), "late"),
    ]


def volume(tally: Tally, wish: BoardWish) -> list[Said]:
    """Return how much there is, and how it moves."""
    flow, oldest, today = tally.flow, tally.oldest, tally.flow.days[-1]
    age = words.about(tally.at - oldest.reported_at) if oldest else "–"
    return [
        _kpi(_("Open"), tally.open, "inbox", wish.cases_url(status="open"), "info"),
        _kpi(_("Oldest open"), age, "history", reverse("desk-case", args=[oldest.number]) if oldest else ""),
        _kpi(_("Came in today"), flow.came.get(today, 0), "arrow-right", wish.cases_url(reported_on=today)),
        _kpi(_("Ended today"), flow.ended.get(today, 0), "circle-check", wish.cases_url(ended_on=today), "ok"),
        _to_clear(tally),
    ]


def _to_clear(tally: Tally) -> Said:
    flow, clear = tally.flow, tally.flow.days_to_clear
    shown = "–" if clear is None or not tally.open else _number(clear)
    note = _("%(pace)s ended a day") % {"pace": _number(flow.ended_a_day)} if clear else _("nothing ended lately")
    return {**_kpi(_("Days to clear"), shown, "trending-up", ""), "note": note}


def _kpi(label: str, value: object, icon: str, url: str, tone: str = "") -> Said:
    calm = tone in ("late", "warn") and not value
    return {"label": label, "value": value, "icon": icon, "url": url, "tone": "" if calm else tone}


def _number(value: float) -> str:
    return number_format(round(value, 1), decimal_pos=0 if value >= 10 else 1, force_grouping=True)


def tendency(tally: Tally) -> str:
    """Return in a sentence whether the heap of open cases grows or shrinks."""
    grows = tally.flow.grows_a_day
    if abs(grows) < 0.05:
        return _("As many cases end as come in.")
    said = {"number": _number(abs(grows))}
    if grows > 0:
        return _("On a full day %(number)s more cases come in than end: the heap grows.") % said
    return _("On a full day %(number)s more cases end than come in: the heap shrinks.") % said


def stages(tally: Tally, wish: BoardWish) -> list[Said]:
    """Return how many cases wait at each stage of the path, with their share of the fullest stage."""
    most = max([*tally.by_status.values(), 1])
    return [
        {
            "label": status.label, "cases": tally.by_status[status],
            "percent": round(100 * tally.by_status[status] / most), "url": wish.cases_url(status=status.value),
        }
        for status in OPEN
    ]  # fmt: skip


def ages(tally: Tally, wish: BoardWish) -> list[Said]:
    """Return the open cases by working age."""
    found = ageing.buckets(tally.flow.open, today=tally.flow.days[-1], hours=ageing.office_hours())
    most = max([bucket.cases for bucket in found] + [1])
    return [
        {
            "label": _age(bucket), "cases": bucket.cases, "percent": round(100 * bucket.cases / most),
            "tone": "late" if bucket.most is None else "warn" if bucket.least > 5 else "",
            "url": wish.cases_url(status="open", reported_on=f"{bucket.first or ''}..{bucket.last}"),
        }
        for bucket in found
    ]  # fmt: skip


def _age(bucket: ageing.Bucket) -> str:
    if bucket.most is None:
        return _("%(least)s working days and more") % {"least": bucket.least}
    if bucket.most == 0:
        return _("Under 1 working day")
    return _("%(least)s to %(most)s working days") % {"least": bucket.least, "most": bucket.most}


def flow(tally: Tally, wish: BoardWish) -> list[Said]:
    """Return the days of the flow, each with what came in and what ended, as figures and as heights of bars."""
    told, most = tally.flow, max([*tally.flow.came.values(), *tally.flow.ended.values(), 1])
    return [
        {
            "day": day, "label": date_format(day, "MONTH_DAY_FORMAT"), "short": day.day,
            "came": told.came.get(day, 0), "came_url": wish.cases_url(reported_on=day),
            "ended": told.ended.get(day, 0), "ended_url": wish.cases_url(ended_on=day),
            **_bar("came", told.came.get(day, 0), most), **_bar("ended", told.ended.get(day, 0), most),
        }
        for day in told.days
    ]  # fmt: skip


def _bar(name: str, cases: int, most: int) -> dict[str, int]:
    """Return how high a bar is, of 100, and where it begins from above."""
    high = round(100 * cases / most)
    return {f"{name}_high": high, f"{name}_low": 100 - high}


def flow_total(tally: Tally, wish: BoardWish) -> Said:
    """Return the sums of the days shown."""
    told = tally.flow
    span = f"{told.days[0]}..{told.days[-1]}"
    return {
        "came": sum(told.came.get(day, 0) for day in told.days), "came_url": wish.cases_url(reported_on=span),
        "ended": sum(told.ended.get(day, 0) for day in told.days), "ended_url": wish.cases_url(ended_on=span),
    }  # fmt: skip


def flow_words(tally: Tally, wish: BoardWish) -> str:
    """Return the flow in a sentence: what a chart says to somebody who does not see it."""
    said = {**flow_total(tally, wish), "days": len(tally.flow.days)}
    return _("In %(days)s days %(came)s cases came in and %(ended)s ended.") % said


def districts(tally: Tally, wish: BoardWish) -> list[Said]:
    found = {pk: area for pk, area in signposts.districts().items() if tally.by_district[pk]}
    most = max([tally.by_district[pk] for pk in found] + [1])
    return [
        {
            "name": area.name, "cases": tally.by_district[pk],
            "percent": round(100 * tally.by_district[pk] / most),
            "url": wish.cases_url(status="open", **_within(area.code, wish)),
        }
        for pk, area in found.items()
    ]  # fmt: skip


def _within(code: str, wish: BoardWish) -> Mapping[str, str]:
    """Return the filter of a district; a smaller area than it is the ground already."""
    return {} if "area" in wish.ground.wish else {"area": code}


def heaviest(rows: Iterable[Said]) -> str:
    """Return where most open cases wait, in a sentence; '' where nothing is open."""
    first = max(rows, key=lambda row: row["cases"], default=None)
    if first is None or not first["cases"]:
        return ""
    return ngettext(
        "Most wait here: %(label)s (%(cases)s case).", "Most wait here: %(label)s (%(cases)s cases).", first["cases"]
    ) % {"label": first["label"], "cases": first["cases"]}
