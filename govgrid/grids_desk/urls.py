"""/desk/grids/"""

from django.urls import path

from govgrid.grids_desk import generating, overview

urlpatterns = [
    path("", overview.grids, name="desk-grids"),
    path("generate/", generating.generate, name="grids-generate"),
]
