"""Addresses of pages that take no arguments: worked out once in a process, not for every link of every page."""

from functools import cache

from django.urls import reverse


@cache
def address(route: str) -> str:
    """Return the address of the page `route`."""
    return reverse(route)
