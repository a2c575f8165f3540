"""Words on paper: every letter in a face that has it, and none lost without a sign."""

from itertools import groupby
from operator import attrgetter

import pytest

from cases.paper_words import LATIN, MISSING, SONG, paragraph


def faces_of(words: str) -> dict[str, str]:
    runs = groupby(paragraph(words).frags, key=attrgetter("fontName"))
    return {"".join(fragment.text for fragment in run): face for face, run in runs}


@pytest.mark.parametrize("sign", ["·", "é", "½", "m²"])
def test_what_the_chinese_face_lacks_is_set_in_the_latin_one(sign: str) -> None:
    assert faces_of(f"坑{sign}洞") == {"坑": SONG, sign: LATIN, "洞": SONG}


def test_marks_are_as_wide_as_the_letters_around_them() -> None:
    assert faces_of("“深坑”") == {"“深坑”": SONG}
    assert faces_of("“deep”") == {"“deep”": LATIN}


def test_a_letter_that_no_face_has_leaves_a_sign() -> None:
    assert faces_of("🚧") == {MISSING: SONG}
    assert faces_of("Hole\x01 <b>") == {"Hole <b>": LATIN}
