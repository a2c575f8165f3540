"""Asking for a hundred thousand rows by id or code: one array instead of as many parameters."""

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Func, TextField, Value


def among_ids(ids: Iterable[int | None]) -> Func:
    """Return the right side of `pk__in=`, for any number of ids."""
    return _among(list(ids), BigIntegerField())


def among_codes(codes: Iterable[str]) -> Func:
    """Return the right side of `code__in=`, for any number of codes."""
    return _among(list(codes), TextField())


def _among(values: list, kind: BigIntegerField | TextField) -> Func:
    array = Value(values, output_field=ArrayField(kind))
    return Func(array, template="(SELECT unnest(%(expressions)s))", output_field=kind)
