"""/desk/settings/"""

from django.urls import path

from govgrid.settings_desk import calendars, categories, changes, offices, overview, pack, reasons, standards

urlpatterns = [
    path("", overview.settings, name="desk-settings"),
    path("departments/", offices.departments, name="settings-departments"),
    path("departments/new/", offices.new_department, name="settings-department-new"),
    path("departments/<slug:code>/", offices.department, name="settings-department"),
    path("departments/<slug:code>/end/", offices.end_department, name="settings-department-end"),
    path("dictionary/", categories.categories, name="settings-categories"),
    path("dictionary/new/", categories.new_category, name="settings-category-new"),
    path("dictionary/<slug:code>/", categories.category, name="settings-category"),
    path("dictionary/<slug:code>/end/", categories.end_category, name="settings-category-end"),
    path("reasons/", reasons.reasons, name="settings-reasons"),
    path("reasons/<int:pk>/", reasons.reason, name="settings-reason"),
    path("reasons/<int:pk>/end/", reasons.end_reason, name="settings-reason-end"),
    path("stages/", reasons.stages, name="settings-stages"),
    path("stages/<slug:kind>/untime/", reasons.untime_stage, name="settings-stage-untime"),
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
