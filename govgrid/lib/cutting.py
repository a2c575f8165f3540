"""Text, cut into the words by which it is found: Chinese by the dictionary (jieba), everything else at its spaces."""

import re
import unicodedata
from functools import cache
from typing import Any

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
PLAIN = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
# Words that stand in every sentence and tell none apart.
SAID_ALWAYS = frozenset("的了在是有和与及也都就还个这那我你他她它请吗呢吧啊很被把") | {"我们"}


@cache
def _jieba() -> Any:
    # Loaded when the first text is cut: its dictionary weighs 25 MB, which a process that cuts nothing keeps.
    import rjieba

    return rjieba


def plain(text: str) -> str:
    """Return `text` as it is compared: full-width forms made plain, small letters."""
    return unicodedata.normalize("NFKC", text).casefold()


def words_to_find(text: str) -> list[str]:
    """Return every word by which `text` is to be found, each once.

    Whole words, the words within them, and pairs of characters: a reader may cut a sentence otherwise than the
    dictionary does. A character alone begins a pair, and so is found by it; the last of a run stands for itself.
    """
    text = plain(text)
    found = dict.fromkeys(PLAIN.findall(HAN.sub(" ", text)))
    for run in HAN.findall(text):
        found.update(dict.fromkeys(_jieba().cut_for_search(run)))
        found.update(dict.fromkeys([*_pairs(run), run[-1]]))
    return list(found)


def words_asked(text: str) -> list[str]:
    """Return the words that somebody searches for, in their order; words that stand everywhere are left out."""
    asked: list[str] = []
    text = plain(text)
    for part in re.finditer(rf"{HAN.pattern}|{PLAIN.pattern}", text):
        run = part.group()
        asked += _jieba().cut(run) if HAN.match(run) else HAN.sub(" ", run).split()
    telling = [word for word in asked if word not in SAID_ALWAYS]
    return list(dict.fromkeys(telling or asked))


def _pairs(run: str) -> list[str]:
    return [run[n : n + 2] for n in range(len(run) - 1)] or [run]


def pairs_of(word: str) -> list[str]:
    """Return the pairs of characters of a Chinese word; [] for any other word, which is never cut within."""
    return _pairs(word) if HAN.fullmatch(word) else []
