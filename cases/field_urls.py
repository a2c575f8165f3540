"""The officer's phone: /field/."""

from django.urls import path

from cases.views import field, field_shell

urlpatterns = [
    path("", field.today, name="field"),
    path("log/", field.log, name="field-log"),
    path("tasks/<int:pk>/", field.other, {"view": "task"}, name="field-task"),
    path("outbox/", field.other, {"view": "outbox"}, name="field-outbox"),
    path("patrol/", field.other, {"view": "patrol"}, name="field-patrol"),
    # what a phone keeps: nobody's data is in it
    path("shell/<slug:language>/", field_shell.shell, name="field-shell"),
    path("sw.js", field_shell.worker, name="field-worker"),
    path("manifest.webmanifest", field_shell.manifest, name="field-manifest"),
]
