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
    part_link,
    photos,
    public,
    public_cases,
    report_pages,
    report_photos,
    report_sending,
    tiles,
    track,
    wall,
)

urlpatterns = [
    # /
    path("", public.home, name="home"),
    path("report/", report_pages.start, name="report"),
    *(path(f"report/{name}/", report_pages.page, {"name": name}, name=f"report-{name}") for name in report_pages.FORMS),
    path("report/photos/", report_photos.photos_page, name="report-photos"),
    path("report/photos/<slug:name>.jpg", report_photos.draft_photo, name="report-photo"),
    path("report/call/", report_sending.call, name="report-call"),
    path("report/check/", report_sending.check, name="report-check"),
    path("report/code/", report_sending.code, name="report-code"),
    path("report/components/", report_pages.components_near, name="report-components"),
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
    # /part/: what a contractor's link opens
    path("part/<str:secret>/", part_link.part, name="part-link"),
    path("part/<str:secret>/photos/<int:pk>/", part_link.photo, name="part-photo"),
    path("part/<str:secret>/photos/<int:pk>/small/", part_link.photo, {"small": True}, name="part-photo-small"),
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
    path("wall/<str:token>/", wall.linked_wall, name="wall"),
    # /field/
    path("field/", include("cases.field_urls")),
    # /desk/
    path("desk/", include("cases.desk_urls")),
]
