"""/desk/settings/"""

from django.urls import path

from govgrid.settings_desk import changes, overview, pack

urlpatterns = [
    path("", overview.settings, name="desk-settings"),
    path("changes/", changes.changes, name="settings-changes"),
    path("pack/", pack.pack, name="settings-pack"),
    path("pack/export.zip", pack.export, name="settings-pack-export"),
    path("pack/<slug:token>/", pack.sent_pack, name="settings-pack-sent"),
]
