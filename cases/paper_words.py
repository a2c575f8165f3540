"""Words on paper: each run of letters in a face that has them, broken where its language breaks lines.

Two faces that every reader of PDF draws without being sent them: Helvetica for what it has, Adobe's song face for
Chinese. The song face alone lacks signs as plain as the middle dot, and sets Latin words like single letters.
"""

from functools import cache
from itertools import groupby
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph

LATIN, BOLD, SONG = "Helvetica", "Helvetica-Bold", "STSong-Light"
INK, QUIET = HexColor("#17212b"), HexColor("#586673")
# Stands for a letter that neither face has, as on Chinese paper.
MISSING = "□"

pdfmetrics.registerFont(UnicodeCIDFont(SONG))


def _style(size: float, leading: float = 0, **more: object) -> ParagraphStyle:
    return ParagraphStyle(f"s{size}", fontSize=size, leading=leading or size * 1.45, **{"textColor": INK, **more})


TITLE = _style(17, fontName=BOLD)
HEAD = _style(11.5, fontName=BOLD, spaceBefore=10, spaceAfter=3)
BODY = _style(9.5, fontName=LATIN)
LABEL = _style(8.5, 13.8, fontName=LATIN, textColor=QUIET)
SMALL = _style(8, fontName=LATIN, textColor=QUIET)
AT_THE_EDGE = _style(8, fontName=LATIN, textColor=QUIET, alignment=TA_RIGHT)


def paragraph(words: object, style: ParagraphStyle = BODY) -> Paragraph:
    """Return `words` as they stand, line by line; a letter that no face has becomes MISSING."""
    plain = "".join(_drawable(letter) for letter in str(words).replace("\r\n", "\n"))
    chinese = any(letter >= "\u2e80" for letter in plain)
    lines = [_marked(line, style.fontName, chinese=chinese) for line in plain.split("\n")]
    # CJK wraps between any two characters; Latin words then break, too, unless told as words.
    wrap = "CJK" if chinese else None
    return Paragraph("<br/>".join(lines), ParagraphStyle(style.name, parent=style, wordWrap=wrap))


def _marked(line: str, latin: str, *, chinese: bool) -> str:
    def face(letter: str) -> str:
        # Quotation marks and dashes are as wide as a letter among Chinese ones.
        return latin if _has(letter, "cp1252") and (letter < "\u2000" or not chinese) else SONG

    return "".join(f'<font name="{name}">{escape("".join(run))}</font>' for name, run in groupby(line, face))


def _drawable(letter: str) -> str:
    if letter == "\n":
        return letter
    if not letter.isprintable():
        return " " if letter.isspace() else ""
    return letter if _has(letter, "cp1252") or _has(letter, "gbk") else MISSING


@cache
def _has(letter: str, encoding: str) -> bool:
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
