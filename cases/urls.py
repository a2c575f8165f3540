"""The pages of a case: what everybody may open, and the desks of those who work on it."""

from django.urls import include, path

from cases.views import basemap_files, city_map, component_map, maps, photos, public, tiles, track

urlpatterns = [
    # /
    path("", public.home, name="home"),
    path("report/", public.report, name="report"),
    path("report/components/", public.components_near, name="report-components"),
    path("report/thanks/<str:token>/", track.thanks, name="report-thanks"),
    path("find/", track.find_report, name="find-report"),
    path("track/<str:token>/", track.track, name="track"),
    # /cases/
    path("cases/", public.public_cases, name="public-cases"),
    path("cases/suspended/", public.suspended, name="public-suspended"),
    path("cases/<str:number>/", public.public_case, name="public-case"),
    # /photos/ and /map/
    path("photos/<int:pk>/", photos.photo, name="photo"),
    path("photos/<int:pk>/small/", photos.photo, {"small": True}, name="photo-small"),
    path("map/base/<str:digest>.json", maps.map_base, name="map-base"),
    path("map/tiles/<int:edition>/<int:z>/<int:x>/<int:y>.mvt", tiles.tile, name="map-tile"),
    path("map/basemaps/<slug:name>/<int:z>/<int:x>/<int:y>/", basemap_files.basemap_tile, name="basemap-tile"),
    path("map/cases.json", city_map.cases_json, name="map-cases"),
    path("map/measures.json", city_map.measures_json, name="map-measures"),
    path("map/components.json", component_map.map_components, name="map-components"),
    # /field/
    path("field/", include("cases.field_urls")),
    # /desk/
    path("desk/", include("cases.desk_urls")),
]
