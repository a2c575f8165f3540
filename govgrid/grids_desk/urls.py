"""/desk/grids/"""

from django.urls import path

from govgrid.grids_desk import exporting, importing, overview

urlpatterns = [
    path("", overview.grids, name="desk-grids"),
    path("import/", importing.send_file, name="grid-import"),
    path("import/<slug:token>/", importing.sent_file, name="grid-import-file"),
    path("export/<slug:level>.<slug:kind>", exporting.areas_file, name="grid-export"),
]
