"""Routes of the API."""

from django.urls import URLPattern, path

from shifts.api import attendance, demand, fairness, handover, living, requests, rosters, settings, volumes

app_name = "shifts-api"
urlpatterns: list[URLPattern] = [
    path("volumes/", volumes.Volumes.as_view(), name="volumes"),
    path("rosters/", rosters.Rosters.as_view(), name="rosters"),
    path("rosters/<int:pk>/", rosters.OneRoster.as_view(), name="roster"),
    path("rosters/<int:pk>/cells/", rosters.Cells.as_view(), name="roster_cells"),
    path("rosters/<int:pk>/publish/", rosters.Publish.as_view(), name="roster_publish"),
    path("rosters/<int:pk>/solve/", rosters.Solve.as_view(), name="roster_solve"),
    path("fairness/", fairness.Fairness.as_view(), name="fairness"),
    path("clock/", attendance.Clock.as_view(), name="clock"),
    path("attendance/", attendance.Attendance.as_view(), name="attendance"),
    path("handover/", handover.Handover.as_view(), name="handover"),
    path("handover/<int:pk>/accept/", handover.Accept.as_view(), name="handover_accept"),
    path("handover/<int:pk>/close/", handover.Close.as_view(), name="handover_close"),
    path("mine/", requests.MyShifts.as_view(), name="my_shifts"),
    path("mine/exchanges/", living.Exchanges.as_view(), name="exchanges"),
    path("mine/changes/", living.Changes.as_view(), name="changes"),
    path("team/", living.TeamDay.as_view(), name="team_day"),
    path("wishes/", requests.Wishes.as_view(), name="wishes"),
    path("wishes/<str:day>/", living.OneWish.as_view(), name="wish"),
    path("requests/", living.Waiting.as_view(), name="requests"),
    path("leave/", requests.Leaves.as_view(), name="leave"),
    path("leave/balances/", living.Balances.as_view(), name="leave_balances"),
    path("leave/<int:pk>/paper/", living.Paper.as_view(), name="leave_paper"),
    path("leave/<int:pk>/", requests.OneLeave.as_view(), name="leave_one"),
    path("swaps/", requests.Swaps.as_view(), name="swaps"),
    path("swaps/<int:pk>/", requests.OneSwap.as_view(), name="swap_one"),
    path("open/", requests.OpenShifts.as_view(), name="open_shifts"),
    path("open/<int:pk>/claim/", requests.ClaimOne.as_view(), name="claim"),
    path("open/claims/<int:pk>/withdraw/", living.ClaimTaken.as_view(), name="claim_withdraw"),
    path("needs/", demand.Needs.as_view(), name="needs"),
    path("forecast/", demand.Forecast.as_view(), name="forecast"),
    path("staffing/", demand.Staffing.as_view(), name="staffing"),
    path("scenarios/", demand.Scenarios.as_view(), name="scenarios"),
    path("templates/", settings.Templates.as_view(), name="templates"),
    path("templates/<int:pk>/", settings.OneTemplate.as_view(), name="template"),
    path("rotations/", settings.Rotations.as_view(), name="rotations"),
    path("rules/", settings.Rules.as_view(), name="rules"),
    path("rules/<int:pk>/", settings.OneRule.as_view(), name="rule"),
    path("pairs/", settings.Pairs.as_view(), name="pairs"),
    path("calendar/", settings.Calendar.as_view(), name="calendar"),
]
