"""The table of contents of the product; /healthz and /readyz are answered before it, in `govgrid.health`."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("accounts/", include("django.contrib.auth.urls")),
    path("api/v1/", include("cases.api_urls")),
    path("desk/components/import/", include("govgrid.components_desk.urls")),
    path("desk/duties/", include("govgrid.duties_desk.urls")),
    path("desk/grids/", include("govgrid.grids_desk.urls")),
    path("desk/settings/", include("govgrid.settings_desk.urls")),
    path("", include("cases.urls")),
]
handler400 = "cases.views.refusals.unreadable"
handler500 = "cases.views.refusals.broken"
