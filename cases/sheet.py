"""A case on A4, drawn with reportlab and its built-in Chinese fonts: no font is shipped, none need be installed."""

import io
from collections.abc import Iterable, Iterator
from typing import Any
from xml.sax.saxutils import escape

import segno
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, Image, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from cases import photos
from cases.models import Case

# Adobe's song face: every reader of PDF draws it, Latin letters and Chinese alike.
FONT = "STSong-Light"
INK, QUIET, LINE = HexColor("#17212b"), HexColor("#586673"), HexColor("#dde3e8")
PHOTO_WIDTH, PHOTO_HEIGHT = 42 * mm, 32 * mm

pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def _style(size: float, **more: Any) -> ParagraphStyle:
    # CJK wraps between any two characters; Latin words then break, too, unless told as words.
    return ParagraphStyle(f"s{size}", fontName=FONT, fontSize=size, leading=size * 1.45, textColor=INK, **more)


TITLE, HEAD, BODY, SMALL = _style(17), _style(11.5, spaceBefore=8, spaceAfter=3), _style(9.5), _style(8)


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
    paper = SimpleDocTemplate(
        file, pagesize=A4, leftMargin=18 * mm, rightMargin=18 * mm, topMargin=16 * mm, bottomMargin=16 * mm,
        title=f"{case.number} {told['title']}", lang=language, author="GovGrid",
    )  # fmt: skip
    parts = [*_top(case, told), *_facts(told), *_photos(told), *_legs(told), *_timeline(told)]
    paper.build(parts, onFirstPage=_foot(told), onLaterPages=_foot(told))
    return file.getvalue()


def _p(text: object, style: ParagraphStyle = BODY) -> Paragraph:
    words = escape(str(text)).replace("\n", "<br/>")
    return Paragraph(words, ParagraphStyle(style.name, parent=style, wordWrap="CJK" if _is_chinese(words) else None))


def _is_chinese(words: str) -> bool:
    return any("\u2e80" <= letter <= "\uffef" for letter in words)


def _top(case: Case, told: dict[str, Any]) -> Iterator[Flowable]:
    status = f"{case.number} · {case.get_status_display()}"
    words = [_p(told["title"], TITLE), Spacer(0, 2 * mm), _p(status), Spacer(0, 2 * mm), _p(case.words)]
    code = Image(io.BytesIO(code_of(case)), 26 * mm, 26 * mm)
    yield Table([[words, code]], colWidths=[145 * mm, 29 * mm], style=[("VALIGN", (0, 0), (-1, -1), "TOP"), *_tight()])


def _facts(told: dict[str, Any]) -> Iterator[Flowable]:
    yield _p(_("Facts"), HEAD)
    yield _rows((row["label"], _words(row["value"])) for row in told["facts"])


def _rows(pairs: Iterable[tuple[object, object]]) -> Table:
    cells = [[_p(label, SMALL), _p(value)] for label, value in pairs]
    rule = ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE)
    return Table(cells, colWidths=[38 * mm, 136 * mm], style=[rule, ("VALIGN", (0, 0), (-1, -1), "TOP"), *_tight()])


def _tight() -> list[tuple[Any, ...]]:
    sides = (("TOPPADDING", 2), ("BOTTOMPADDING", 3), ("LEFTPADDING", 0))
    return [(name, (0, 0), (-1, -1), points) for name, points in sides]


def _photos(told: dict[str, Any]) -> Iterator[Flowable]:
    shown = [_photo(photo) for photo in told["photos"]]
    if shown:
        rows = [shown[at : at + 4] for at in range(0, len(shown), 4)]
        yield KeepTogether([_p(_("Photos"), HEAD), *(Table([row], hAlign="LEFT", style=_tight()) for row in rows)])


def _photo(photo: dict[str, Any]) -> list[Flowable]:
    row = photo["row"]
    caption = _p(f"{photo['caption']} {_instant(row.at)}", SMALL)
    try:
        with photos.open_photo(row, small=True) as file:
            picture = Image(io.BytesIO(file.read()), PHOTO_WIDTH, PHOTO_HEIGHT, kind="proportional")
    except photos.PhotoMissing as missing:
        return [_p(missing, SMALL), caption]
    return [picture, caption]


def _legs(told: dict[str, Any]) -> Iterator[Flowable]:
    if told["legs"]:
        yield _p(_("Departments"), HEAD)
        yield _rows((_part(row), _state(row, told["with_names"])) for row in told["legs"])


def _part(row: dict[str, Any]) -> str:
    return f"{row['leg'].department.name}"


def _state(row: dict[str, Any], with_names: bool) -> str:
    leg = row["leg"]
    due = _("due %(at)s") % {"at": _instant(leg.due_at)} if leg.due_at else ""
    who = str(leg.assignee) if leg.assignee and with_names else ""
    return " · ".join(
        filter(None, (str(leg.get_part_display()), str(leg.get_state_display()), due, who, row["reason"]))
    )


def _timeline(told: dict[str, Any]) -> Iterator[Flowable]:
    yield _p(_("History"), HEAD)
    yield _rows((_instant(line["at"]), _line(line)) for line in told["lines"])


def _line(line: dict[str, Any]) -> str:
    sentence = line.get("sentence") or f"{line['readers']}: {line['words']}"
    return "\n".join(filter(None, (f"{sentence} · {line['who']}" if line["who"] else sentence, line.get("note", ""))))


def _words(value: object) -> str:
    return _instant(value) if hasattr(value, "tzinfo") else str(value)


def _instant(at: Any) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT") if at else ""


def _foot(told: dict[str, Any]) -> Any:
    words = _("%(number)s · printed %(at)s · for official use") % {
        "number": told["case"].number, "at": _instant(told["at"]),
    }  # fmt: skip

    def draw(canvas: Any, paper: Any) -> None:
        canvas.setFont(FONT, 8)
        canvas.setFillColor(QUIET)
        canvas.drawString(18 * mm, 9 * mm, words)
        canvas.drawRightString(A4[0] - 18 * mm, 9 * mm, str(paper.page))

    return draw
