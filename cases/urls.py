"""The pages of a case: what everybody may open, and the desks of those who work on it."""

from django.urls import include, path

from cases.views import (
    about,
    basemap_files,
    city_map,
    component_map,
    figures,
    follow,
    known,
    maps,
    photos,
    public,
    public_cases,
    tiles,
    track,
)

urlpatterns = [
    # /
    path("", public.home, name="home"),
    path("report/", public.report, name="report"),
    path("report/components/", public.components_near, name="report-components"),
    path("report/thanks/<str:token>/", track.thanks, name="report-thanks"),
    path("find/", track.find_report, name="find-report"),
    path("track/<str:token>/", track.track, name="track"),
    path("track/<str:token>/withdraw/", track.withdraw, name="track-withdraw"),
    path("unfollow/<str:token>/", follow.unfollow, name="unfollow"),
    # /known/
    path("known/", known.ask, name="known"),
    path("known/mine/", known.mine, name="known-mine"),
    path("known/mine/download/", known.download, name="known-download"),
    path("known/mine/forget/", known.forget, name="known-forget"),
    path("known/mine/leave/", known.leave, name="known-leave"),
    # /cases/
    path("cases/", public_cases.public_cases, name="public-cases"),
    path("cases/around/", public_cases.around, name="public-around"),
    path("cases/suspended/", public.suspended, name="public-suspended"),
    path("cases/<str:number>/follow/", follow.follow, name="follow"),
    path("cases/<str:number>/", public_cases.public_case, name="public-case"),
    # /figures/
    path("figures/", figures.figures_page, name="figures"),
    path("figures/figures.csv", figures.figures_csv, name="figures-csv"),
    # /privacy/ and /accessibility/
    path("privacy/", about.privacy, name="privacy"),
    path("accessibility/", about.accessibility, name="accessibility"),
    # /photos/ and /map/
    path("photos/<int:pk>/", photos.photo, name="photo"),
    path("photos/<int:pk>/small/", photos.photo, {"small": True}, name="photo-small"),
    path("map/base/<str:digest>.json", maps.map_base, name="map-base"),
    path("map/tiles/<int:edition>/<int:z>/<int:x>/<int:y>.mvt", tiles.tile, name="map-tile"),
    path("map/basemaps/<slug:name>/<int:z>/<int:x>/<int:y>/", basemap_files.basemap_tile, name="basemap-tile"),
    path("map/cases.json", city_map.cases_json, name="map-cases"),
    path("map/measures.json", city_map.measures_json, name="map-measures"),
    path("map/components.json", component_map.map_components, name="map-components"),
    # /desk/
    path("desk/", include("cases.desk_urls")),
]
