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
    days = f"{tally.flow.days[0]}..{tally.flow.days[-1]}"
    own = {"department": department.code, "finished": days}
    return {
        "name": department.name,
        "url": wish.url(department=department.code),
        "percent": round(100 * tally.by_host[pk] / most),
        "open": _figure(tally.by_host[pk], wish.cases_url(status="open", host=department.code)),
        "late_now": _figure(
            tally.pressing.late_by_department.get(pk, 0), wish.parts_url(late=1, department=department.code)
        ),
        "finished": _figure(record.finished, wish.parts_url(**own)),
        "late": _figure(record.late, wish.parts_url(**own, how="late")),
        "paused": _figure(record.paused, wish.parts_url(**own, how="paused")),
        "reopened": _figure(record.reopened, wish.parts_url(**own, how="reopened")),
        "in_time": round(100 * record.in_time) if record.finished else None,
        "took": record.took,
        "rank": _rank(rank, record),
    }


def _figure(cases: int, url: str) -> dict[str, Any]:
    return {"cases": cases, "url": url if cases else ""}


def _rank(rank: Rank | None, record: Record) -> str:
    if rank is None:
        return _("too few to rank (%(number)s of %(least)s)") % {"number": record.finished, "least": league.LEAST}
    if rank.best == rank.worst:
        return _("place %(place)s of %(of)s") % {"place": rank.best, "of": rank.of}
    if (rank.best, rank.worst) == (1, rank.of):
        return _("not to be told from the others")
    return _("between place %(best)s and %(worst)s of %(of)s") % rank.__dict__
