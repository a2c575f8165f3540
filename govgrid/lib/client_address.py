"""Where a request came from, with as many proxies believed as the operator says there are."""

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address of the client, behind TRUSTED_PROXIES proxies of our own; '' when it cannot be told.

    Each proxy of ours writes at the end of X-Forwarded-For whom it heard; what stands before was written by the
    client and is not believed. An IPv6 address is shortened to its /64 net, which one household owns whole.
    """
    heard = [request.META.get("REMOTE_ADDR", "")]
    if settings.TRUSTED_PROXIES:
        heard = [*request.META.get("HTTP_X_FORWARDED_FOR", "").split(","), *heard]
    return _net(heard[-1 - min(settings.TRUSTED_PROXIES, len(heard) - 1)].strip())


def _net(written: str) -> str:
    try:
        address = ip_address(written)
    except ValueError:
        return ""
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Address(int(address) >> 64 << 64))
