"""The league of departments as a board shows it: beside their volume, and a rank only as far as figures bear one."""

from typing import Any

from django.utils.translation import gettext as _

from cases import league, signposts
from cases.league import Rank, Record
from cases.tally import Tally
from cases.views.board_wish import BoardWish


def rows(tally: Tally, wish: BoardWish) -> list[dict[str, Any]]:
    """Return the departments with work: the ranked first, the best before the others; each number opens its cases."""
    ranks = league.ranks(tally.records.values())
    found = {*tally.records, *tally.pressing.late_by_department, *filter(None, tally.by_host)}
    order = sorted(found, key=lambda pk: _place(pk, tally, ranks))
    most = max([tally.by_host[pk] for pk in found] + [1])
    return [_row(pk, tally, wish, ranks.get(pk), most) for pk in order if pk in signposts.departments()]


def _place(pk: int, tally: Tally, ranks: dict[int, Rank]) -> tuple[float, ...]:
    record = tally.records.get(pk, Record(pk))
    return (pk not in ranks, -record.interval[0] if pk in ranks else 0, -tally.by_host[pk], pk)


def _row(pk: int, tally: Tally, wish: BoardWish, rank: Rank | None, most: int) -> dict[str, Any]:
    department, record = signposts.departments()[pk], tally.records.get(pk, Record(pk))
    return {
        "name": department.name,
        "url": wish.url(department=department.code),
        "percent": round(100 * tally.by_host[pk] / most),
        "figures": _figures(department.code, pk, tally, wish, record),
        "rank": _rank(rank, record),
    }


def columns() -> list[Any]:
    """Return what the figures of a row are called, in their order."""
    return [
        _("Open"), _("Late now"), _("Finished"), _("Of them late"), _("In time"), _("Median days"), _("Paused"),
        _("Reopened"),
    ]  # fmt: skip


def _figures(code: str, pk: int, tally: Tally, wish: BoardWish, record: Record) -> list[dict[str, Any]]:
    own = {"department": code, "finished": f"{tally.flow.days[0]}..{tally.flow.days[-1]}"}
    told = [
        (tally.by_host[pk], wish.cases_url(status="open", host=code)),
        (tally.pressing.late_by_department.get(pk, 0), wish.parts_url(late=1, department=code)),
        (record.finished, wish.parts_url(**own)),
        (record.late, wish.parts_url(**own, how="late")),
        (f"{round(100 * record.in_time)} %" if record.finished else "–", ""),
        ("–" if record.took is None else record.took, ""),
        (record.paused, wish.parts_url(**own, how="paused")),
        (record.reopened, wish.parts_url(**own, how="reopened")),
    ]
    return [
        {"label": label, "shown": shown, "url": url if shown else ""}
        for label, (shown, url) in zip(columns(), told, strict=True)
    ]


def _rank(rank: Rank | None, record: Record) -> str:
    """Return the place among those that can be ranked, as short as a column; alone, nobody has one."""
    if rank is None:
        return _("too few: %(number)s of %(least)s") % {"number": record.finished, "least": league.LEAST}
    if rank.of == 1:
        return "–"
    if rank.best == rank.worst:
        return _("%(place)s of %(of)s") % {"place": rank.best, "of": rank.of}
    return _("%(best)s–%(worst)s of %(of)s") % rank.__dict__
