"""/desk/grids/"""

from django.urls import path

from govgrid.grids_desk import cover, editing, editions, exporting, generating, importing, overview

urlpatterns = [
    path("", overview.grids, name="desk-grids"),
    path("import/", importing.send_file, name="grid-import"),
    path("import/<slug:token>/", importing.sent_file, name="grid-import-file"),
    path("export/<slug:level>.<slug:kind>", exporting.areas_file, name="grid-export"),
    path("generate/", generating.generate, name="grid-generate"),
    path("edit/", editing.communities, name="grid-choose"),
    path("edit/<str:code>/", editing.edit, name="grid-edit"),
    path("edit/<str:code>/check/", editing.check, name="grid-check"),
    path("edit/<str:code>/adopt/", editing.adopt, name="grid-adopt"),
    path("editions/<int:number>/", editions.edition, name="grid-edition"),
    path("editions/<int:number>/undo/", editions.undo, name="grid-undo"),
    path("cover/", cover.cover, name="grid-cover"),
    path("cover/land.json", cover.land, name="grid-cover-land"),
    path("cover/<str:code>/assign/", cover.assign, name="grid-assign"),
    path("cover/postings/<int:pk>/release/", cover.release, name="grid-release"),
]
