"""How a Chinese name is written in letters, so that it is found by typing it on any keyboard."""

import re
import unicodedata

from pypinyin import Style, lazy_pinyin

NOT_TYPED = re.compile(r"[^a-z0-9]+")


def spelt(name: str) -> str:
    """Return `name` in letters without tones, spaces or hyphens: "renminlu12hao" for 人民路12号.

    A character of several readings gets the one that the dictionary gives it within the word (重庆 is chongqing).
    """
    return letters_of("".join(lazy_pinyin(name, v_to_u=False)))


def initials(name: str) -> str:
    """Return the first letter of each syllable: "rml12h" for 人民路12号."""
    return letters_of("".join(lazy_pinyin(name, style=Style.FIRST_LETTER, v_to_u=False)))


def letters_of(words: str) -> str:
    """Return what of `words` can be typed on a plain keyboard, in small letters; '' where that is nothing."""
    plain = unicodedata.normalize("NFKC", words).casefold().replace("ü", "v")
    return NOT_TYPED.sub("", unicodedata.normalize("NFKD", plain))
