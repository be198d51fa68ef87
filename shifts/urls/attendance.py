"""Attendance, overtime, dispatch and care."""

from django.urls import URLPattern, path

from shifts.views import attendance, dispatch, overtime, wellbeing

urlpatterns: list[URLPattern] = [
    path("clock/", attendance.clock, name="clock"),
    path("attendance/", attendance.attendance_list, name="attendance_list"),
    path("attendance/mine/", attendance.attendance_mine, name="attendance_mine"),
    path("attendance/recompute/", attendance.attendance_recompute, name="attendance_recompute"),
    path("attendance/<int:pk>/", attendance.attendance_day, name="attendance_day"),
    path("attendance/<int:pk>/paper/", attendance.attendance_paper, name="attendance_paper"),
    path("attendance/<int:pk>/explain/", attendance.attendance_explain, name="attendance_explain"),
    path("attendance/<int:pk>/answer/", attendance.attendance_answer, name="attendance_answer"),
    path("attendance/<int:pk>/beyond/", attendance.attendance_beyond, name="attendance_beyond"),
    path(
        "attendance/<int:pk>/beyond/check/",
        attendance.attendance_beyond_check,
        name="attendance_beyond_check",
    ),
    path("times/new/", overtime.punch_add, name="punch_add"),
    path("times/import/", overtime.punch_import, name="punch_import"),
    path("times/import/<int:pk>/undo/", overtime.punch_undo, name="punch_undo"),
    path("times/<int:pk>/remove/", overtime.punch_remove, name="punch_remove"),
    path("overtime/", overtime.overtime_list, name="overtime_list"),
    path("overtime/new/", overtime.overtime_new, name="overtime_new"),
    path("overtime/export/", overtime.overtime_export_file, name="overtime_export"),
    path("overtime/<int:pk>/decide/", overtime.overtime_decide, name="overtime_decide"),
    path("overtime/<int:pk>/correct/", overtime.overtime_correct, name="overtime_correct"),
    path("dispatch/", dispatch.dispatch_day, name="dispatch_day"),
    path("dispatch/move/", dispatch.dispatch_move, name="dispatch_move"),
    path("dispatch/meeting/", dispatch.dispatch_meet, name="dispatch_meet"),
    path("dispatch/<int:pk>/remove/", dispatch.dispatch_remove, name="dispatch_remove"),
    path("dispatch/meeting/<int:pk>/remove/", dispatch.dispatch_unmeet, name="dispatch_unmeet"),
    path("wellbeing/", wellbeing.wellbeing, name="wellbeing"),
]
