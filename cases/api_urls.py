"""/api/v1/: the path of a case for programs."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from cases import api

urlpatterns = [
    path("reports/", api.ReportsView.as_view(), name="api-reports"),
    path("cases/", api.CasesView.as_view(), name="api-cases"),
    path("cases/<str:number>/", api.CaseView.as_view(), name="api-case"),
    path("cases/<str:number>/moves/", api.MovesView.as_view(), name="api-moves"),
    path("categories/", api.CategoriesView.as_view(), name="api-categories"),
    path("areas/", api.AreasView.as_view(), name="api-areas"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
]
