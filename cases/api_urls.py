"""/api/v1/: the path of a case for programs."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from cases.api import dictionary, field, messages, moves, patrols, places, reading, reports

urlpatterns = [
    path("reports/", reports.ReportsView.as_view(), name="api-reports"),
    path("cases/", reading.CasesView.as_view(), name="api-cases"),
    path("cases/<str:number>/", reading.CaseView.as_view(), name="api-case"),
    path("cases/<str:number>/history/", reading.HistoryView.as_view(), name="api-history"),
    path("cases/<str:number>/messages/", messages.MessagesView.as_view(), name="api-messages"),
    path("cases/<str:number>/moves/", moves.MovesView.as_view(), name="api-moves"),
    path("categories/", dictionary.CategoriesView.as_view(), name="api-categories"),
    path("areas/", dictionary.AreasView.as_view(), name="api-areas"),
    path("places/", places.PlacesView.as_view(), name="api-places"),
    path("places/nearest/", places.NearestView.as_view(), name="api-nearest-place"),
    path("departments/", dictionary.DepartmentsView.as_view(), name="api-departments"),
    # what an officer's phone asks and sends
    path("field/", field.TodayView.as_view(), name="api-field"),
    path("field/me/", field.MeView.as_view(), name="api-field-me"),
    path("field/dictionary/", field.DictionaryView.as_view(), name="api-field-dictionary"),
    path("field/reports/", field.OfficerReportsView.as_view(), name="api-field-reports"),
    path("patrols/", patrols.BeginView.as_view(), name="api-patrols"),
    path("patrols/end/", patrols.EndView.as_view(), name="api-patrol-end"),
    path("patrols/check-ins/", patrols.CheckInsView.as_view(), name="api-check-ins"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
]
