"""/desk/components/import/"""

from django.urls import path

from govgrid.components_desk import importing

urlpatterns = [
    path("", importing.import_census, name="components-import"),
]
