"""The desks: pages of those who file, dispatch, handle, check, close and supervise."""

from django.urls import path

from cases.views import (
    alarms,
    board,
    calls,
    cell_card,
    city_map,
    components,
    dead_letters,
    desk,
    desk_case,
    inbox,
    map_table,
    part_links,
    recounts,
    roster,
)

urlpatterns = [
    # /desk/
    path("", desk.home, name="desk-home"),
    path("queue/", desk.queue, name="desk-queue"),
    path("acceptance/", desk.acceptance, name="desk-acceptance"),
    path("dispatch/", desk.dispatch, name="desk-dispatch"),
    path("checks/", desk.checks, name="desk-checks"),
    path("closing/", desk.closing, name="desk-closing"),
    path("requests/", desk.requests, name="desk-requests"),
    path("roster/", roster.week, name="desk-roster"),
    path("roster/<slug:what>/", roster.plan, name="roster-plan"),
    path("roster/<slug:what>/<int:pk>/", roster.strike_out, name="roster-strike-out"),
    path("calls/", calls.calls, name="desk-calls"),
    path("calls/<str:number>/", calls.answer, name="call-answer"),
    path("board/", board.board, name="desk-board"),
    path("board/wall/", board.wall, name="desk-wall"),
    path("stuck/", alarms.stuck, name="desk-stuck"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read_all, name="inbox-read"),
    path("letters/", inbox.letters, name="desk-letters"),
    path("recounts/", recounts.recounts, name="desk-recounts"),
    path("dead-letters/", dead_letters.board, name="desk-dead-letters"),
    path("dead-letters/<slug:source>/<int:pk>/", dead_letters.replay, name="dead-letters-replay"),
    path("dead-letters/<slug:source>/all/<slug:kind>/", dead_letters.replay_all, name="dead-letters-replay-all"),
    # /desk/map/ and what it opens
    path("map/", city_map.city_map, name="desk-map"),
    path("map/table/", map_table.table, name="desk-map-table"),
    path("cells/<str:code>/", cell_card.cell_card, name="cell-card"),
    path("components/", components.components, name="desk-components"),
    path("components/<slug:code>/", components.component, name="desk-component"),
    # /desk/cases/
    path("cases/", board.cases, name="desk-cases"),
    path("cases/<str:number>/", desk_case.case, name="desk-case"),
    path("cases/<str:number>/contact/", desk_case.read_contact, name="case-contact"),
    path("cases/<str:number>/public/<slug:action>/", desk_case.publish_case, name="case-public"),
    path("cases/<str:number>/photo/", desk_case.publish_photo, name="case-photo"),
    path("cases/<str:number>/hold/", alarms.hold, name="case-hold"),
    path("cases/<str:number>/release/", alarms.let_go, name="case-release"),
    path("cases/<str:number>/parts/", part_links.links, name="part-links"),
    path("cases/<str:number>/parts/<int:pk>/<slug:action>/", part_links.act, name="part-links-act"),
    path("cases/<str:number>/<slug:action>/", desk_case.move_case, name="case-move"),
]
