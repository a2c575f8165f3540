"""A case on A4, drawn with reportlab in faces that every reader of PDF has: no font is shipped or installed."""

import io
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import segno
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Flowable, Frame, Image, PageTemplate, Spacer, Table

from cases import photos
from cases.models import Case
from cases.paper_words import AT_THE_EDGE, HEAD, LABEL, SMALL, TITLE, paragraph

LINE = HexColor("#dde3e8")
EDGE, FOOT = 18 * mm, 18 * mm
WIDTH, HEIGHT = A4[0] - 2 * EDGE, A4[1] - EDGE - FOOT
LABELS = 38 * mm
PHOTOS_A_ROW = 3
# A report of so many letters stands beside the QR code; a longer one has the whole width below.
BESIDE_THE_CODE = 200
PHOTO_WIDTH, PHOTO_HEIGHT = 54 * mm, 40 * mm


class Numbered(Canvas):
    """Pages whose foot says how many there are: drawn when all are known."""

    def __init__(self, *args: Any, foot: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self._foot, self._drawn = foot, list[dict[str, Any]]()

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        self._drawn.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, page in enumerate(self._drawn, 1):
            self.__dict__.update(page)
            self._draw_foot(f"{number} / {len(self._drawn)}")
            super().showPage()
        super().save()

    def _draw_foot(self, number: str) -> None:
        row = Table(
            [[paragraph(self._foot, SMALL), paragraph(number, AT_THE_EDGE)]], colWidths=[WIDTH - 16 * mm, 16 * mm]
        )
        row.setStyle(_tight())
        row.wrapOn(self, WIDTH, FOOT)
        row.drawOn(self, EDGE, 8 * mm)


def link_of(case: Case) -> str:
    """Return the whole web address of the case for staff; it opens nothing without signing in."""
    return f"{settings.PUBLIC_URL}/desk/cases/{case.number}/"


def code_of(case: Case) -> bytes:
    """Return the QR code of link_of(case) as PNG."""
    picture = io.BytesIO()
    segno.make(link_of(case), error="m").save(picture, kind="png", scale=6, border=1)
    return picture.getvalue()


def drawn(told: dict[str, Any], *, language: str) -> bytes:
    """Return the PDF of what views.case_print tells, in the language that is active; `language` names it inside."""
    file = io.BytesIO()
    case: Case = told["case"]
    paper = BaseDocTemplate(
        file, pagesize=A4, title=f"{case.number} {told['title']}", lang=language, author="GovGrid",
        pageTemplates=[PageTemplate(frames=[Frame(EDGE, FOOT, WIDTH, HEIGHT, 0, 0, 0, 0)])],
    )  # fmt: skip
    parts = [*_top(case, told), *_facts(told), *_photos(told), *_legs(told), *_timeline(told)]
    paper.build(parts, canvasmaker=partial(Numbered, foot=_foot(told)))
    return file.getvalue()


def _top(case: Case, told: dict[str, Any]) -> Iterator[Flowable]:
    beside = [paragraph(told["title"], TITLE), Spacer(0, 2 * mm), paragraph(_status(case)), Spacer(0, 2 * mm)]
    code = Image(io.BytesIO(code_of(case)), 26 * mm, 26 * mm)
    brief = len(case.words) <= BESIDE_THE_CODE and case.words.count("\n") <= 2
    head = Table([[[*beside, paragraph(case.words)] if brief else beside, code]], [WIDTH - 26 * mm, 26 * mm])
    head.setStyle([*_tight(), ("RIGHTPADDING", (0, 0), (0, 0), 12)])
    yield head
    if not brief:
        yield paragraph(case.words)


def _status(case: Case) -> str:
    return f"{case.number} · {case.get_status_display()}"


def _heading(words: str) -> Iterator[Flowable]:
    """Begin a section, on the next page where nothing of it would fit below its heading."""
    yield CondPageBreak(24 * mm)
    yield paragraph(words, HEAD)


def _facts(told: dict[str, Any]) -> Iterator[Flowable]:
    yield from _heading(_("Facts"))
    yield _rows((row["label"], _words(row["value"])) for row in told["facts"])


def _rows(pairs: Iterable[tuple[object, object]]) -> Table:
    """Return labels with what they say; a row that is longer than a page goes on with the next."""
    cells = [[paragraph(label, LABEL), paragraph(value)] for label, value in pairs]
    rule = ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE)
    # A smaller letter stands on the same line as the larger one beside it.
    level = ("TOPPADDING", (0, 0), (0, -1), 3)
    return Table(cells, [LABELS, WIDTH - LABELS], style=[rule, *_tight(), level], splitInRow=1)


def _tight() -> list[tuple[Any, ...]]:
    sides = (("TOPPADDING", 2), ("BOTTOMPADDING", 3), ("LEFTPADDING", 0), ("RIGHTPADDING", 0), ("VALIGN", "TOP"))
    return [(name, (0, 0), (-1, -1), value) for name, value in sides]


def _photos(told: dict[str, Any]) -> Iterator[Flowable]:
    cells: list[list[Flowable] | str] = [_photo(photo) for photo in told["photos"]]
    if cells:
        cells += [""] * (-len(cells) % PHOTOS_A_ROW)
        rows = [cells[at : at + PHOTOS_A_ROW] for at in range(0, len(cells), PHOTOS_A_ROW)]
        yield from _heading(_("Photos"))
        yield Table(
            rows, [WIDTH / PHOTOS_A_ROW] * PHOTOS_A_ROW, style=[*_tight(), ("RIGHTPADDING", (0, 0), (-1, -1), 12)]
        )


def _photo(photo: dict[str, Any]) -> list[Flowable]:
    row = photo["row"]
    caption = paragraph(f"{photo['caption']}\n{_instant(row.at)}", SMALL)
    try:
        with photos.open_photo(row, small=True) as file:
            picture = Image(io.BytesIO(file.read()), PHOTO_WIDTH, PHOTO_HEIGHT, kind="proportional", hAlign="LEFT")
    except photos.PhotoMissing as missing:
        return [paragraph(missing, SMALL), caption]
    return [picture, Spacer(0, 1 * mm), caption]


def _legs(told: dict[str, Any]) -> Iterator[Flowable]:
    if told["legs"]:
        yield from _heading(_("Departments"))
        yield _rows((row["leg"].department.name, _state(row, told["with_names"])) for row in told["legs"])


def _state(row: dict[str, Any], with_names: bool) -> str:
    leg = row["leg"]
    due = _("due %(at)s") % {"at": _instant(leg.due_at)} if leg.due_at else ""
    who = str(leg.assignee) if leg.assignee and with_names else ""
    return " · ".join(
        filter(None, (str(leg.get_part_display()), str(leg.get_state_display()), due, who, row["reason"]))
    )


def _timeline(told: dict[str, Any]) -> Iterator[Flowable]:
    yield from _heading(_("History"))
    yield _rows((_instant(line["at"]), _line(line)) for line in told["lines"])


def _line(line: dict[str, Any]) -> str:
    said = " · ".join(filter(None, (line["sentence"], line["who"])))
    return "\n".join(filter(None, (said, line.get("note", ""))))


def _words(value: object) -> str:
    return _instant(value) if hasattr(value, "tzinfo") else str(value)


def _instant(at: Any) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT") if at else ""


def _foot(told: dict[str, Any]) -> str:
    return _("%(number)s · printed %(at)s · for official use") % {
        "number": told["case"].number, "at": _instant(told["at"]),
    }  # fmt: skip
