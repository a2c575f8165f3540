"""The words of a PDF that reportlab drew: in the Chinese face two bytes a letter, in the Latin ones a byte each."""

import base64
import re
import zlib

STREAM = re.compile(rb"/ASCII85Decode /FlateDecode.*?stream\r?\n(.*?)endstream", re.S)
LATIN = re.compile(rb"/BaseFont /Helvetica[\w-]* /Encoding /WinAnsiEncoding /Name /(F\d+)")
SHOWN = re.compile(rb"/(?P<name>F\d+) [\d.]+ Tf|\((?P<words>(?:\\.|[^\\()])*)\) Tj", re.S)
ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.S)
NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def words_of(pdf: bytes) -> str:
    """Return all words in the order in which they are drawn, without spaces between the pieces."""
    latin = set(LATIN.findall(pdf))
    return "".join(_words_in(page, latin) for page in _pages(pdf))


def _words_in(page: bytes, latin: set[bytes]) -> str:
    said, encoding = [], "cp1252"
    for found in SHOWN.finditer(page):
        if found["name"]:
            encoding = "cp1252" if found["name"] in latin else "utf-16-be"
        else:
            said.append(ESCAPE.sub(_plain, found["words"]).decode(encoding, "replace"))
    return "".join(said)


def _pages(pdf: bytes) -> list[bytes]:
    found = [body.strip().removesuffix(b"~>") for body in STREAM.findall(pdf)]
    return [zlib.decompress(base64.a85decode(body.strip(), adobe=False)) for body in found if body]


def _plain(escape: re.Match[bytes]) -> bytes:
    code = escape[1]
    return bytes([int(code, 8)]) if code.isdigit() and len(code) == 3 else NAMED.get(code, code)
