"""What the city says of its own doings: what is kept of whom, and for whom these pages are made."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cases.confirming import GOOD_FOR, KEPT
from cases.views.known import OPEN_FOR


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, why, how long and who reads it, in plain words; docs/privacy.md is the longer telling."""
    spans = {
        "code_minutes": GOOD_FOR.seconds // 60,
        "code_hours": int(KEPT.total_seconds()) // 3600,
        "open_minutes": OPEN_FOR.seconds // 60,
        "session_hours": settings.SESSION_COOKIE_AGE // 3600,
    }
    return render(request, "public/privacy.html", spans)


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """For whom the pages are made, how that is tested, and what is known not to hold."""
    return render(request, "public/accessibility.html")
