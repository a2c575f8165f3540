"""Pages for one person without an account: kept out of search engines, and their address kept on this site."""

from django.http import HttpResponse


def private(response: HttpResponse) -> HttpResponse:
    """Keep the link to this site. Not "no-referrer": forms would come without an origin, and CSRF refuses those."""
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
