"""Pages by key, never by offset: page 1,000 costs what page 1 does."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Any

from django.core import signing
from django.db.models import Q, QuerySet
from django.http import HttpRequest

SALT = "keyset"


class Keyset:
    """One page of `found`, ordered ascending by `keys` ("-key" for all of them: descending).

    `rows` are at most `size`; `older_url` and `newer_url` are None at the ends. A cursor is signed: a forged or
    outdated one shows the first page. With `nulls_last` the first of ascending keys may be empty: those rows come
    last, and the range has no bound at its beginning.
    """

    def __init__(
        self, request: HttpRequest, found: QuerySet, keys: tuple[str, ...], *, size: int, nulls_last: bool = False
    ) -> None:
        self._query = request.GET.copy()
        self._names = tuple(key.lstrip("-") for key in keys)
        self._nullable = set(self._names[:1]) if nulls_last else set()
        descending = keys[0].startswith("-")
        after, before = self._read("after"), self._read("before")
        backwards = before is not None
        cursor = before if backwards else after
        if cursor is not None:
            found = found.filter(self._beyond(cursor, up=descending == backwards))
        order = [f"-{name}" if descending != backwards else name for name in self._names]
        taken = list(found.order_by(*order)[: size + 1])
        more, self.rows = len(taken) > size, taken[:size]
        if backwards:
            self.rows.reverse()
        self.older_url = self._url("after", self.rows[-1]) if self.rows and (more or backwards) else None
        self.newer_url = self._url("before", self.rows[0]) if self.rows and (more if backwards else after) else None

    def _read(self, name: str) -> list[Any] | None:
        try:
            cursor = signing.loads(self._query.get(name, ""), salt=SALT)
        except signing.BadSignature:
            return None
        return cursor if isinstance(cursor, list) and len(cursor) == len(self._names) else None

    def _beyond(self, cursor: list[Any], *, up: bool) -> Q:
        condition, equal = Q(), Q()
        for name, value in zip(self._names, cursor, strict=True):
            condition |= equal & self._past(name, value, up=up)
            equal &= Q(**{name: value})
        # The first key alone bounds the range, so that the index is entered at the right place.
        first, comparison = self._names[0], "gte" if up else "lte"
        return condition if first in self._nullable else condition & Q(**{f"{first}__{comparison}": cursor[0]})

    def _past(self, name: str, value: Any, *, up: bool) -> Q:
        """Return the condition that a key lies past `value`; without a value (a part that is not due) comes last."""
        if value is None:
            return Q(pk__in=[]) if up else Q(**{f"{name}__isnull": False})
        past = Q(**{f"{name}__{'gt' if up else 'lt'}": value})
        return past | Q(**{f"{name}__isnull": True}) if up and name in self._nullable else past

    def _url(self, name: str, row: Any) -> str:
        values = [getattr(row, key) for key in self._names]
        plain = [value.isoformat() if hasattr(value, "isoformat") else value for value in values]
        query = self._query.copy()
        query.pop("after", None), query.pop("before", None)
        query[name] = signing.dumps(plain, salt=SALT)
        return f"?{query.urlencode()}"


class SortedPage:
    """One page of `rows` that are sorted in memory by `key` (plain values): what a number is counted for has no index.

    Like Keyset: `rows`, `older_url` and `newer_url`; a forged cursor shows the first page.
    """

    def __init__(
        self, request: HttpRequest, rows: Sequence[Any], key: Callable[[Any], tuple[Any, ...]], *, size: int
    ) -> None:
        self._query = request.GET.copy()
        after, before = self._read("after"), self._read("before")
        if before is not None:
            end = bisect_left(rows, before, key=key)
            begin = max(0, end - size)
        else:
            begin = bisect_right(rows, after, key=key) if after is not None else 0
        self.rows = list(rows[begin : begin + size])
        more = begin + size < len(rows)
        self.older_url = self._url("after", key(self.rows[-1])) if self.rows and more else None
        self.newer_url = self._url("before", key(self.rows[0])) if self.rows and begin > 0 else None

    def _read(self, name: str) -> tuple[Any, ...] | None:
        try:
            return tuple(signing.loads(self._query.get(name, ""), salt=SALT))
        except (signing.BadSignature, TypeError):
            return None

    def _url(self, name: str, cursor: tuple[Any, ...]) -> str:
        query = self._query.copy()
        query.pop("after", None), query.pop("before", None)
        query[name] = signing.dumps(list(cursor), salt=SALT)
        return f"?{query.urlencode()}"
