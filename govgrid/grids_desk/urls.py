"""/desk/grids/"""

from django.urls import path

from govgrid.grids_desk import overview

urlpatterns = [
    path("", overview.grids, name="desk-grids"),
]
