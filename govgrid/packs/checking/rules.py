"""The dictionary, the filing standards and the duty list."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments.models import Duty, Part
from govgrid.packs.faults import Findings
from govgrid.packs.pack import Pack, Row


def check(pack: Pack, findings: Findings) -> None:
    for row in pack.rows("categories"):
        _check_category(row, pack, findings)
    _check_standards(pack, findings)
    check_duties(pack, findings, whole=_("this pack"))


def check_duties(pack: Pack, findings: Findings, *, whole: str) -> None:
    """Check the duty list against the areas, categories and departments beside it; `whole` names what they are of."""
    for row in pack.rows("duties"):
        _check_duty(row, pack, findings, whole)
    _check_rivals(pack, findings)
    _check_answered(pack, findings)


def _check_category(row: Row, pack: Pack, findings: Findings) -> None:
    parent = pack.categories.get(row["parent"])
    if row["parent"] and pack.lacks("categories", row["parent"]):
        findings.fault(
            row.file, row.line, _("parent %(parent)s is no category of this pack.") % {"parent": repr(row["parent"])}
        )
    elif parent and parent["parent"]:
        findings.fault(
            row.file,
            row.line,
            _("%(code)s lies under %(parent)s, which is no major class.")
            % {"code": row["code"], "parent": row["parent"]},
        )
    elif parent and parent["kind"] != row["kind"]:
        findings.fault(
            row.file,
            row.line,
            _("%(code)s is of kind %(kind)s, its parent %(parent_kind)s.")
            % {"code": row["code"], "kind": row["kind"], "parent_kind": parent["kind"]},
        )


def minor_categories(pack: Pack) -> list[Row]:
    """Return the categories that cases are filed under: those below a major class."""
    return [row for row in pack.rows("categories") if row["parent"]]


def _check_standards(pack: Pack, findings: Findings) -> None:
    automatic: dict[tuple[str, str], int] = {}
    for row in pack.rows("standards"):
        category = pack.categories.get(row["category"])
        if pack.lacks("categories", row["category"]) or (category and not category["parent"]):
            findings.fault(
                row.file,
                row.line,
                _("category %(category)s is no category that cases are filed under.")
                % {"category": repr(row["category"])},
            )
        if row["automatic"]:
            first = automatic.setdefault((row["category"], row["zone"]), row.line)
            if first != row.line:
                sentence = _("%(category)s has its automatic standard for this zone already in line %(first)s.") % {
                    "category": row["category"],
                    "first": first,
                }
                findings.fault(row.file, row.line, sentence)
    for row in minor_categories(pack):
        if pack.lacks("standards", row["code"]):
            findings.fault(
                row.file,
                row.line,
                _("%(code)s has no filing standard; no case of it could be filed.") % {"code": row["code"]},
            )


def _check_duty(row: Row, pack: Pack, findings: Findings, whole: str) -> None:
    for column, sheet, sentence in (
        ("category", "categories", _("category %(name)s is no category of %(whole)s.")),
        ("area", "areas", _("area %(name)s is no area of %(whole)s.")),
        ("department", "departments", _("department %(name)s is no department of %(whole)s.")),
    ):
        if row[column] and pack.lacks(sheet, row[column]):
            findings.fault(row.file, row.line, sentence % {"name": repr(row[column]), "whole": whole})
    if row["valid_from"] and row["valid_to"] and row["valid_from"] >= row["valid_to"]:
        findings.fault(row.file, row.line, _("valid_to must come after valid_from."))


def _check_rivals(pack: Pack, findings: Findings) -> None:
    first: dict[tuple[object, ...], Row] = {}
    for row in pack.rows("duties"):
        if row["part"] != Part.HOST or row["valid_to"]:
            continue
        same = tuple(row[name] for name in ("category", "area", "hours", "priority"))
        other = first.setdefault(same, row)
        if other["department"] != row["department"]:
            sentence = _("%(one)s and %(other)s are equally strong; a dispatcher must choose each time.")
            findings.warn(row.file, row.line, sentence % {"one": row["code"], "other": other["code"]})


def _check_answered(pack: Pack, findings: Findings) -> None:
    """Warn of categories that only the catch-all desk answers for somewhere: its people must dispatch them by hand."""
    cells = [row for row in pack.rows("areas") if row["level"] == "cell"] or pack.rows("areas")[:1]
    by_category: dict[str, list[Row]] = defaultdict(list)
    for duty in pack.rows("duties"):
        if duty["part"] == Part.HOST and not duty["valid_to"]:
            by_category[duty["category"]].append(duty)
    above = {cell["code"]: {"", *_path(cell["code"], pack)} for cell in cells}
    open_ones = Counter[str]()
    for category in minor_categories(pack):
        duties = [duty for code in (category["code"], category["parent"], "") for duty in by_category[code]]
        if not _answers(duties, {""}):
            open_ones[category["code"]] = sum(not _answers(duties, path) for path in above.values())
    for code, count in open_ones.items():
        if count:
            sentence = ngettext(
                "No duty names a host for %(code)s in %(count)s cell; its cases wait at the catch-all desk.",
                "No duty names a host for %(code)s in %(count)s cells; they wait at the catch-all desk.",
                count,
            )
            facts = {"code": code, "count": count}
            findings.warn("categories.csv", pack.categories[code].line, sentence % facts)


def _answers(duties: list[Row], places: set[str]) -> bool:
    """Return whether some host answers at every hour in one of `places`."""
    hours = {duty["hours"] for duty in duties if duty["area"] in places}
    return Duty.Hours.ANY in hours or {Duty.Hours.WORKING, Duty.Hours.OUTSIDE} <= hours


def _path(code: str, pack: Pack) -> Iterator[str]:
    seen: set[str] = set()
    while code in pack.areas and code not in seen:
        seen.add(code)
        yield code
        code = pack.areas[code]["parent"]
