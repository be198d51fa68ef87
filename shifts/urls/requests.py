"""My shifts, wishes, leave, swaps, open shifts, and where they are decided."""

from django.urls import URLPattern, path

from shifts.views import leave, leave_types, mine, requests, seen, swaps

urlpatterns: list[URLPattern] = [
    path("mine/", mine.mine, name="mine"),
    path("mine/seen/", mine.changes_seen, name="changes_seen"),
    path("mine/calendar/", mine.calendar_link, name="calendar_link"),
    path("mine/<str:day>/", mine.my_day, name="my_day"),
    path("team/", mine.my_team, name="my_team"),
    path("calendar/<str:token>.ics", mine.calendar_feed, name="calendar_feed"),
    path("wishes/", mine.wishes, name="wishes"),
    path("leave/", leave.my_leave, name="my_leave"),
    path("leave/calendar/", leave.leave_calendar, name="leave_calendar"),
    path("leave/<int:pk>/withdraw/", leave.leave_withdraw, name="leave_withdraw"),
    path("leave/<int:pk>/attach/", leave.leave_attach, name="leave_attach"),
    path("leave/<int:pk>/paper/", leave.leave_paper, name="leave_paper"),
    path("leave/<int:pk>/decide/", leave.leave_decide, name="leave_decide"),
    path("leave/balance/<int:pk>/", leave.leave_balance, name="leave_balance"),
    path("settings/leave/", leave_types.leave_type_list, name="leave_type_list"),
    path("settings/leave/new/", leave_types.leave_type_new, name="leave_type_new"),
    path("settings/leave/grant/", leave_types.leave_grant, name="leave_grant"),
    path("settings/leave/<int:pk>/", leave_types.leave_type_edit, name="leave_type_edit"),
    path("swaps/", swaps.my_swaps, name="my_swaps"),
    path("swaps/offer/", swaps.swap_offer, name="swap_offer"),
    path("swaps/<int:pk>/answer/", swaps.swap_answer, name="swap_answer"),
    path("swaps/<int:pk>/decide/", swaps.swap_decide, name="swap_decide"),
    path("swaps/for/<int:pk>/", swaps.swap_for, name="swap_for"),
    path("open/", requests.open_list, name="open_shifts"),
    path("open/<int:pk>/claim/", requests.claim, name="claim"),
    path("open/claims/<int:pk>/withdraw/", requests.claim_withdraw, name="claim_withdraw"),
    path("open/new/<int:pk>/", requests.open_shift_new, name="open_shift_new"),
    path("open/<int:pk>/close/", requests.open_shift_close, name="open_shift_close"),
    path("requests/", requests.request_list, name="request_list"),
    path("rosters/<int:pk>/seen/", seen.roster_seen, name="roster_seen"),
]
