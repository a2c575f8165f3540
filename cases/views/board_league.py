"""The league of departments as a board shows it: beside their volume, and a rank only as far as figures bear one."""

from collections.abc import Callable

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cases import league, signposts
from cases.league import Rank, Record
from cases.tally import Tally
from cases.views.board_wish import BoardWish
from govgrid.lib.counted import counted, percent
from govgrid.lib.drawn import drawn


def rows(tally: Tally, wish: BoardWish) -> list[SafeString]:
    """Return the departments with work: the ranked first, the best before the others; each number opens its cases."""
    ranks = league.ranks(tally.records.values())
    found = {*tally.records, *tally.pressing.late_by_department, *filter(None, tally.by_host)}
    order = sorted(found, key=lambda pk: _place(pk, tally, ranks))
    most, labels = max([tally.by_host[pk] for pk in found] + [1]), columns()
    return [_row(pk, tally, wish, ranks.get(pk), most, labels) for pk in order if pk in signposts.departments()]


def _place(pk: int, tally: Tally, ranks: dict[int, Rank]) -> tuple[float, ...]:
    record = tally.records.get(pk, Record(pk))
    return (pk not in ranks, -record.interval[0] if pk in ranks else 0, -tally.by_host[pk], pk)


def _row(pk: int, tally: Tally, wish: BoardWish, rank: Rank | None, most: int, labels: list[str]) -> SafeString:
    department, record = signposts.departments()[pk], tally.records.get(pk, Record(pk))
    return drawn(
        "desk/_board_league_row.html",
        name=department.name,
        url=wish.url(department=department.code),
        percent=round(100 * tally.by_host[pk] / most),
        figures=tuple(
            (label, *figure)
            for label, figure in zip(labels, _figures(department.code, pk, tally, wish, record), strict=True)
        ),
        rank=_rank(rank, record),
    )


def columns() -> list[str]:
    """Return what the figures of a row are called, in their order."""
    return [
        _("Open"), _("Late now"), _("Finished"), _("Of them late"), _("In time"), _("Median days"), _("Paused"),
        _("Reopened"),
    ]  # fmt: skip


def _figures(code: str, pk: int, tally: Tally, wish: BoardWish, record: Record) -> list[tuple[str, str]]:
    """Return each figure as it is shown, with the address of its cases where it has some."""
    own = {"department": code, "finished": f"{tally.flow.days[0]}..{tally.flow.days[-1]}"}
    late_now = tally.pressing.late_by_department.get(pk, 0)
    return [
        _count(tally.by_host[pk], wish.cases_url, status="open", host=code),
        _count(late_now, wish.parts_url, late=1, department=code),
        _count(record.finished, wish.parts_url, **own),
        _count(record.late, wish.parts_url, **own, how="late"),
        (percent(100 * record.in_time) if record.finished else "–", ""),
        ("–" if record.took is None else number_format(record.took), ""),
        _count(record.paused, wish.parts_url, **own, how="paused"),
        _count(record.reopened, wish.parts_url, **own, how="reopened"),
    ]


def _count(cases: int, to: Callable[..., str], **filters: object) -> tuple[str, str]:
    return (str(counted(cases)), to(**filters)) if cases else ("0", "")


def _rank(rank: Rank | None, record: Record) -> str:
    """Return the place among those that can be ranked, as short as a column; alone, nobody has one."""
    if rank is None:
        return _("too few: %(number)s of %(least)s") % {"number": record.finished, "least": league.LEAST}
    if rank.of == 1:
        return "–"
    if rank.best == rank.worst:
        return _("%(place)s of %(of)s") % {"place": rank.best, "of": rank.of}
    return _("%(best)s–%(worst)s of %(of)s") % rank.__dict__
