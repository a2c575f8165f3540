"""What there is to configure, and in what state it is: a card each, with what a person should look at."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from govgrid.configuring import need_reader
from govgrid.settings_desk.changes import foot


@login_required
@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    need_reader(request)
    shown: dict[str, Any] = {"cards": [], "changes": foot()}
    return render(request, "desk/settings/index.html", shown)
