"""The words of a PDF that reportlab drew with a Chinese font: they stand in its streams as two bytes a letter."""

import base64
import re
import zlib

STREAM = re.compile(rb"/ASCII85Decode.*?stream\r?\n(.*?)endstream", re.S)
SHOWN = re.compile(rb"\((?P<words>(?:\\.|[^\\()])*)\) Tj", re.S)
ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.S)
NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def words_of(pdf: bytes) -> str:
    """Return all words in the order in which they are drawn, without spaces between the pieces."""
    pages = [zlib.decompress(base64.a85decode(body.strip(), adobe=False)) for body in _bodies(pdf)]
    shown = [match["words"] for page in pages for match in SHOWN.finditer(page)]
    return "".join(ESCAPE.sub(_plain, words).decode("utf-16-be", "replace") for words in shown)


def _bodies(pdf: bytes) -> list[bytes]:
    found = [body.strip().removesuffix(b"~>") for body in STREAM.findall(pdf)]
    return [body for body in found if body]


def _plain(escape: re.Match[bytes]) -> bytes:
    code = escape[1]
    return bytes([int(code, 8)]) if code.isdigit() and len(code) == 3 else NAMED.get(code, code)
