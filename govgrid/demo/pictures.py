"""Pictures for the demo city's cases, drawn by us: a street, with what was reported on it or put right.

No photo of a real place or person is in the project; these show what a page with photos looks like.
"""

import io
import random
from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from cases import photos
from cases.photos import CleanPhoto

WIDE, HIGH, KERB, ROAD = 1200, 900, 560, 640
SIZE = (880, 660)
Colour = tuple[int, int, int]
Pen = ImageDraw.ImageDraw


def picture(code: str, *, solved: bool, seed: int) -> CleanPhoto:
    """Return a picture of a category's matter by its code; `solved`: the same street with it put right."""
    dice = random.Random(seed)
    night = code.startswith("C0137")
    street = _street(dice, night)
    pen = ImageDraw.Draw(street, "RGBA")
    (MATTERS.get(code) or _stall)(pen, dice, solved)
    small = street.resize(SIZE, Image.Resampling.LANCZOS)
    seen = Image.blend(small, Image.effect_noise(SIZE, 22).convert("RGB"), 0.07)
    file = io.BytesIO()
    seen.save(file, "JPEG", quality=80)
    return photos.take_in(SimpleUploadedFile("street.jpg", file.getvalue(), "image/jpeg"))


def _street(dice: random.Random, night: bool) -> Image.Image:
    street = Image.new("RGB", (WIDE, HIGH))
    pen = ImageDraw.Draw(street)
    top, low = ((22, 28, 48), (60, 62, 84)) if night else ((138, 172, 205), (214, 224, 230))
    for y in range(KERB):
        pen.line((0, y, WIDE, y), fill=_between(top, low, y / KERB))
    _houses(pen, dice, night)
    pen.rectangle((0, KERB, WIDE, ROAD), fill=(92, 90, 88) if night else (176, 170, 160))
    for x in range(-40, WIDE, 90):
        pen.line((x + 30, KERB, x, ROAD), fill=(80, 78, 76) if night else (158, 152, 143), width=2)
    pen.rectangle((0, ROAD, WIDE, ROAD + 12), fill=(120, 118, 114))
    pen.rectangle((0, ROAD + 12, WIDE, HIGH), fill=(52, 52, 56) if night else (104, 105, 108))
    for x in range(60, WIDE, 320):
        pen.polygon(((x, 850), (x + 150, 850), (x + 140, 866), (x - 10, 866)), fill=(196, 192, 178))
    return street


def _houses(pen: Pen, dice: random.Random, night: bool) -> None:
    x = -30
    while x < WIDE:
        width, height = dice.randint(130, 260), dice.randint(220, 470)
        tone = dice.randint(30, 52) if night else dice.randint(140, 200)
        pen.rectangle((x, KERB - height, x + width, KERB), fill=(tone, tone - 6, tone - 14))
        for column in range(x + 20, x + width - 30, 46):
            for row in range(KERB - height + 26, KERB - 60, 58):
                lit = night and dice.random() < 0.3
                pen.rectangle((column, row, column + 26, row + 34), fill=(226, 190, 112) if lit else (84, 98, 112))
        x += width + dice.randint(2, 14)


def _between(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _blob(pen: Pen, dice: random.Random, middle: tuple[int, int], size: tuple[int, int], fill: Colour) -> None:
    """An uneven patch: no hole and no heap is an ellipse."""
    steps = [(dice.uniform(0.72, 1.0), n) for n in range(12)]
    unit = [(1, 0), (0.87, 0.5), (0.5, 0.87), (0, 1), (-0.5, 0.87), (-0.87, 0.5)]
    around = unit + [(-x, -y) for x, y in unit]
    pen.polygon(
        [(middle[0] + around[n][0] * size[0] * far, middle[1] + around[n][1] * size[1] * far) for far, n in steps],
        fill=fill,
    )


def _hole(pen: Pen, dice: random.Random, solved: bool) -> None:
    middle = (dice.randint(420, 780), 760)
    if solved:
        pen.rectangle((middle[0] - 190, 712, middle[0] + 190, 812), fill=(70, 71, 74))
        return
    _blob(pen, dice, middle, (200, 62), (84, 82, 80))
    _blob(pen, dice, (middle[0], middle[1] + 6), (160, 44), (38, 36, 36))
    _blob(pen, dice, (middle[0] + 20, middle[1] + 16), (96, 20), (70, 84, 92))


def _litter(pen: Pen, dice: random.Random, solved: bool) -> None:
    for n, colour in enumerate([(46, 110, 80), (52, 84, 140), (60, 64, 68)]):
        x = 330 + n * 170
        pen.rectangle((x, 430, x + 130, 610), fill=colour)
        pen.rectangle((x - 8, 412, x + 138, 436), fill=tuple(c - 20 for c in colour))
    if solved:
        return
    for _ in range(90):
        x, y = dice.gauss(560, 190), dice.uniform(560, 680)
        tone = dice.choice(
            [(232, 230, 224), (58, 60, 66), (196, 74, 60), (228, 196, 92), (88, 132, 176), (120, 96, 70)]
        )
        _blob(pen, dice, (round(x), round(y)), (dice.randint(14, 46), dice.randint(10, 30)), tone)


def _lamp(pen: Pen, dice: random.Random, solved: bool) -> None:
    for x in (260, 640, 1020):
        pen.rectangle((x - 7, 190, x + 7, 620), fill=(30, 34, 38))
        pen.rectangle((x - 7, 186, x + 96, 200), fill=(30, 34, 38))
        if solved:
            for size, seen in ((150, 26), (96, 46), (52, 90)):
                pen.ellipse((x + 80 - size, 206 - size, x + 80 + size, 206 + size), fill=(255, 226, 150, seen))
            pen.polygon(((x + 60, 214), (x + 100, 214), (x + 220, 640), (x - 60, 640)), fill=(255, 226, 150, 40))
        pen.ellipse((x + 52, 194, x + 108, 220), fill=(255, 240, 196) if solved else (58, 62, 66))


def _cover(pen: Pen, dice: random.Random, solved: bool) -> None:
    x = dice.randint(440, 760)
    pen.ellipse((x - 150, 706, x + 150, 806), fill=(78, 76, 74))
    if not solved:
        pen.ellipse((x - 128, 716, x + 128, 796), fill=(18, 17, 18))
        pen.line((x - 60, 770, x + 180, 610), fill=(96, 72, 46), width=12)
        return
    pen.ellipse((x - 128, 714, x + 128, 796), fill=(58, 60, 64))
    for line in range(-96, 97, 32):
        pen.line((x + line, 726, x + line, 786), fill=(88, 90, 94), width=6)


def _tree(pen: Pen, dice: random.Random, solved: bool) -> None:
    pen.polygon(((580, 620), (560, 250), (620, 250), (624, 620)), fill=(92, 72, 52))
    for _ in range(26 if solved else 16):
        spot = (round(dice.gauss(590, 120)), round(dice.gauss(220, 70)))
        _blob(pen, dice, spot, (90, 64), (66 + dice.randint(0, 40), 112 + dice.randint(0, 34), 60))
    if not solved:
        pen.line((600, 300, 860, 540), fill=(92, 72, 52), width=22)
        for _ in range(8):
            spot = (round(dice.gauss(880, 60)), round(dice.gauss(560, 26)))
            _blob(pen, dice, spot, (70, 40), (104, 128, 66))


def _stall(pen: Pen, dice: random.Random, solved: bool) -> None:
    if solved:
        return
    for x in (250, 620):
        pen.rectangle((x, 520, x + 280, 620), fill=(150, 110, 76))
        pen.polygon(((x - 30, 400), (x + 310, 400), (x + 280, 450), (x, 450)), fill=(188, 58, 54))
        pen.line((x, 450, x, 620), fill=(70, 60, 54), width=8)
        pen.line((x + 280, 450, x + 280, 620), fill=(70, 60, 54), width=8)
        for _ in range(14):
            spot = (x + dice.randint(20, 260), 512)
            _blob(pen, dice, spot, (18, 16), dice.choice([(214, 120, 44), (122, 160, 66), (190, 52, 48)]))


MATTERS: dict[str, Callable[[Pen, random.Random, bool], None]] = {
    "E0110": _litter, "E0192": _litter, "E0113": _hole, "C0137": _lamp, "C0102": _cover, "C0103": _cover,
    "C0402": _tree,
}  # fmt: skip
