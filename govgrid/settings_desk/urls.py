"""/desk/settings/"""

from django.urls import path

from govgrid.settings_desk import calendars, changes, overview, pack, standards

urlpatterns = [
    path("", overview.settings, name="desk-settings"),
    path("changes/", changes.changes, name="settings-changes"),
    path("calendars/", calendars.calendars, name="settings-calendars"),
    path("calendars/<slug:code>/", calendars.calendar_year, name="settings-calendar"),
    path("calendars/<slug:code>/week/", calendars.week, name="settings-calendar-week"),
    path("calendars/<slug:code>/known/", calendars.know_year, name="settings-calendar-known"),
    path("calendars/<slug:code>/days/<str:day>/take/", calendars.take_day, name="settings-calendar-take"),
    path("standards/", standards.all_standards, name="settings-standards"),
    path("standards/new/", standards.new_standard, name="settings-standard-new"),
    path("standards/<int:pk>/", standards.standard, name="settings-standard"),
    path("standards/<int:pk>/end/", standards.end_standard, name="settings-standard-end"),
    path("pack/", pack.pack, name="settings-pack"),
    path("pack/export.zip", pack.export, name="settings-pack-export"),
    path("pack/<slug:token>/", pack.sent_pack, name="settings-pack-sent"),
]
