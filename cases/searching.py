"""Search: a number, a phone, a place or words in either language, always within what the person may see."""

import re
import unicodedata
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchQueryField
from django.db.models import BooleanField, F, Func, Q, Value
from django.db.models.functions import Cast

from cases import contacts, queries
from cases.contacts import BadPhone, digests
from cases.models import CaseText
from cases.scoped import ScopedQuerySet
from departments.access import scope_of
from departments.models import User
from govgrid.lib.cutting import pairs_of, plain, words_asked

# Longer than any number, address or sentence that one searches by.
LONGEST = 200
MOST_WORDS = 12
NUMBER = re.compile(r"[A-Za-z]{0,4}\d{6}-\d{1,8}")
# Words of so many cases are looked up in the index of words; those of more are soon met on the way from the newest.
RARE = 5_000
DIGITS = re.compile(r"\+?[\d\s().-]{7,20}")


class Matches(Func):
    """`document @@ query`, as a condition."""

    function, template, arg_joiner = "", "(%(expressions)s)", " @@ "
    output_field = BooleanField()


class Either(Func):
    function, template, arg_joiner = "", "(%(expressions)s)", " || "
    output_field = SearchQueryField()


def search(user: User, text: str) -> ScopedQuerySet:
    """Return the cases that `user` may see and that `text` finds; the caller orders them.

    A phone number finds its caller's cases for those alone who may read contacts there; for others it is only words,
    so that nobody learns who has reported. Nothing is found by an empty text.
    """
    seen = queries.visible_to(user)
    if (digests_asked := _phone(tidy(text))) and "read_contacts" in scope_of(user):
        called = Q(reports__contact__phone_digest__in=digests_asked)
        theirs = queries.at_desk(user, "read_contacts").filter(called).values("pk")
        return seen.filter(Q(pk__in=theirs) | told_by(text))
    return narrowed(seen, text)


def narrowed(cases: ScopedQuerySet, text: str) -> ScopedQuerySet:
    """Return those of `cases` that `text` finds by number or words, to be listed newest first; one question.

    The question is which cases have the words, as far as RARE: the database takes each word that it does not know for
    one of a thousand cases, and would rather walk through all of them, the newest first, than look it up.
    """
    if NUMBER.fullmatch(tidy(text)):
        return cases.filter(told_by(text))
    texts = CaseText.objects.filter(_by_words(tidy(text), "document"))
    having = list(texts.values_list("pk", flat=True)[: RARE + 1])
    return cases.filter(told_by(text)) if len(having) > RARE else cases.filter(pk__in=having)


def told_by(text: str, prefix: str = "") -> Q:
    """Return the condition that `text` finds a case by number or words; by nothing it finds none.

    `prefix` leads from the listed rows to the case: "" where cases themselves are listed.
    """
    text = tidy(text)
    if NUMBER.fullmatch(text):
        return Q(**{f"{prefix}number__startswith": text.upper()})
    return _by_words(text, f"{prefix}text__document")


def tidy(text: str) -> str:
    """Return what was typed as numbers are written: full-width forms made plain, and no longer than one searches by."""
    return unicodedata.normalize("NFKC", text[:LONGEST]).strip()


def resembling(cases: ScopedQuerySet, text: str) -> ScopedQuerySet:
    """Return those of `cases` whose place is written much like `text`: for a search that found nothing.

    How much is the database's own measure (pg_trgm.word_similarity_threshold, 0.6).
    """
    return cases.filter(text__place__trigram_word_similar=plain(text[:LONGEST]))


def _phone(text: str) -> list[str]:
    if not DIGITS.fullmatch(text):
        return []
    try:
        return digests(contacts.check_phone(text))
    except BadPhone:
        return []


def _by_words(text: str, document: str) -> Q:
    words = words_asked(text)[:MOST_WORDS]
    condition = Q() if words else Q(pk__in=[])
    for word in words:
        condition &= Q(Matches(F(document), _asked(word)))
    return condition


def _asked(word: str) -> Any:
    """The query for one word: as it begins, by its pairs of characters, or by its English stem."""
    alternatives = [f"{_lexeme(word)}:*"]
    if len(pairs := pairs_of(word)) > 1:
        alternatives.append(f"({' & '.join(map(_lexeme, pairs))})")
    query = Cast(Value(" | ".join(alternatives)), SearchQueryField())
    return Either(query, SearchQuery(word, config="english")) if word.isascii() else query


def _lexeme(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
