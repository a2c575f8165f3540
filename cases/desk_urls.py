"""The desks: pages of those who file, dispatch, handle, check, close and supervise."""

from django.urls import path

from cases.views import alarms, board, desk, desk_case, inbox

urlpatterns = [
    # /desk/
    path("", desk.home, name="desk-home"),
    path("queue/", desk.queue, name="desk-queue"),
    path("acceptance/", desk.acceptance, name="desk-acceptance"),
    path("dispatch/", desk.dispatch, name="desk-dispatch"),
    path("checks/", desk.checks, name="desk-checks"),
    path("closing/", desk.closing, name="desk-closing"),
    path("board/", board.board, name="desk-board"),
    path("board/wall/", board.wall, name="desk-wall"),
    path("stuck/", alarms.stuck, name="desk-stuck"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read_all, name="inbox-read"),
    path("letters/", inbox.letters, name="desk-letters"),
    # /desk/cases/
    path("cases/", board.cases, name="desk-cases"),
    path("cases/<str:number>/", desk_case.case, name="desk-case"),
    path("cases/<str:number>/contact/", desk_case.read_contact, name="case-contact"),
    path("cases/<str:number>/public/<slug:action>/", desk_case.publish_case, name="case-public"),
    path("cases/<str:number>/photo/", desk_case.publish_photo, name="case-photo"),
    path("cases/<str:number>/hold/", alarms.hold, name="case-hold"),
    path("cases/<str:number>/release/", alarms.let_go, name="case-release"),
    path("cases/<str:number>/<slug:action>/", desk_case.move_case, name="case-move"),
]
