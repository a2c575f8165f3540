"""The field app without network: its empty shell, the worker that keeps it, and its manifest.

The shell is the app's page with nobody's data in it. The worker keeps it in both languages with every file that it
names; a release with any change in them has another name, so that phones fetch it anew.
"""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext, override
from django.views.decorators.http import require_GET

from cases.views.field_words import WORDS
from cases.views.maps import background_url
from govgrid.lib.remembered import remembered
from grids.city import this_city

NAMED = re.compile(rf'(?:src|href)="{re.escape(settings.STATIC_URL)}([^"#?]+)')
IMPORTED = re.compile(r'^import\s[^;]*?"(\.[^"]+)"', re.MULTILINE)
# In this order: each uses what those before it offer.
WORKER_PARTS = ("js/field/store.js", "js/field/parcel.js", "js/field/posting.js", "js/field/worker.js")
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def app_context() -> dict[str, Any]:
    """Return what every page of the app shows whoever reads it."""
    city = this_city()
    return {
        "words": {name: str(said) for name, said in WORDS.items()},
        "map_url": background_url(),
        "centre": f"{city.centre_lon},{city.centre_lat}",
        "most": settings.PHOTOS_PER_REPORT,
        "city": city.name,
        "patrol_days": city.patrol_days,
    }


@require_GET
def shell(request: HttpRequest, language: str) -> HttpResponse:
    """The app's page without a person in it, for the worker to keep."""
    return HttpResponse(_shells()[language if language in LANGUAGES else LANGUAGES[0]])


@remembered(seconds=30)
def _shells() -> dict[str, str]:
    return {language: _shell(language) for language in LANGUAGES}


def _shell(language: str) -> str:
    with override(language):
        return render_to_string("field/app.html", app_context())


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: what it is to keep, then its own script. Never cached, so that a release is seen at once."""
    shells = {language: reverse("field-shell", args=[language]) for language in LANGUAGES}
    pages = "".join(_shells().values())
    files = files_of(pages)
    release = sha256((pages + "".join(files)).encode()).hexdigest()[:12]
    told = orjson.dumps({"release": release, "shells": shells, "files": files}).decode()
    parts = ", ".join(f'"{static(part)}"' for part in WORKER_PARTS)
    answer = HttpResponse(f"self.FIELD = {told};\nimportScripts({parts});\n", content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer


def files_of(pages: str) -> list[str]:
    """Return the addresses of the static files that the pages name, and of all that their modules import."""
    waiting, found = NAMED.findall(pages), dict[str, None]()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = None
            waiting += _imports(name)
    return sorted(settings.STATIC_URL + name for name in found)


@cache
def _imports(name: str) -> tuple[str, ...]:
    """Return what a module imports, under the names that files are served by: those of the collected ones."""
    if not name.endswith(".js"):
        return ()
    kept = Path(staticfiles_storage.path(name))
    source = kept if kept.exists() else Path(finders.find(name))
    here = Path("/") / Path(name).parent
    return tuple(str((here / other).resolve()).lstrip("/") for other in IMPORTED.findall(source.read_text()))


@require_GET
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to install the app."""
    name = gettext("Field app")
    icons = [
        ("field-192", "192x192", "any"),
        ("field-512", "512x512", "any"),
        ("field-maskable-512", "512x512", "maskable"),
    ]
    told = {
        "id": "/field/", "start_url": reverse("field"), "scope": "/field/", "display": "standalone",
        "name": f"{this_city().name} · {name}", "short_name": name, "lang": get_language(),
        "theme_color": "#0b5a6b", "background_color": "#f3f5f7",
        "icons": [
            {"src": static(f"img/{file}.png"), "sizes": size, "type": "image/png", "purpose": purpose}
            for file, size, purpose in icons
        ],
    }  # fmt: skip
    return JsonResponse(told, content_type="application/manifest+json")
