"""Drafts: what a person has typed into a form of a case and not sent, kept sealed until it is sent or grows old."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db.models import Q

from cases.models import Case, Draft
from departments.models import User

Words = dict[str, list[str]]

LONGEST = 20_000
KEPT_FOR = timedelta(days=30)
CALLS_KEPT_FOR = timedelta(days=1)  # a call names somebody who is no party to anything yet
# Never part of a draft: tokens, what the person saw, and files.
LEFT_OUT = {"csrfmiddlewaretoken", "step", "composer", "seen"}


def words_in(fields: Mapping[str, list[str]]) -> Words:
    """Return what is worth keeping of a form's fields; {} where nothing was typed or chosen, or far too much."""
    kept = {name: values for name, values in fields.items() if name not in LEFT_OUT and any(v.strip() for v in values)}
    return kept if len(json.dumps(kept)) <= LONGEST else {}


def keep(case: Case | None, composer: str, words: Words, *, by: User, at: datetime) -> None:
    """Keep `words` as the draft of this form, in place of the one before; empty words end it; a call has no case."""
    if not words:
        clear(case, composer, by=by)
        return
    kept = {"sealed": sealed(words), "saved_at": at}
    Draft.objects.update_or_create(user=by, case=case, composer=composer, defaults=kept)


def clear(case: Case | None, composer: str, *, by: User) -> None:
    """Forget the draft of a form: it was sent, or thrown away."""
    Draft.objects.filter(user=by, case=case, composer=composer).delete()


def of(case: Case | None, *, by: User) -> dict[str, tuple[Words, datetime]]:
    """Return a person's drafts of a case by form, each with when it was saved; of calls, where there is no case."""
    found = Draft.objects.filter(user=by, case=case)
    opened = {draft.composer: (opened_words(bytes(draft.sealed)), draft.saved_at) for draft in found}
    return {composer: (words, at) for composer, (words, at) in opened.items() if words}


def forget_old(*, at: datetime) -> int:
    """Delete the drafts that nobody has touched for 30 days, of calls for one; return how many."""
    old = Q(saved_at__lt=at - KEPT_FOR) | Q(case=None, saved_at__lt=at - CALLS_KEPT_FOR)
    return Draft.objects.filter(old).delete()[0]


def sealed(words: Words) -> bytes:
    return _box().encrypt(json.dumps(words).encode())


def opened_words(box: bytes) -> Words:
    """Return what was sealed; {} where its key is gone."""
    try:
        found: Words = json.loads(_box().decrypt(box))
    except (InvalidToken, ValueError):
        return {}
    return found


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.CONTACT_KEYS])
