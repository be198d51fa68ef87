"""Routes of the API."""

from django.urls import URLPattern, path

from staff.api import desk

app_name = "staff-api"

# Jobs, notices, the trail, the own log-in.
DESK: list[URLPattern] = [
    path("me/", desk.Me.as_view(), name="me"),
    path("jobs/", desk.JobList.as_view(), name="job-list"),
    path("jobs/<int:pk>/", desk.JobDetail.as_view(), name="job-detail"),
    path("jobs/<int:pk>/cancel/", desk.JobCancel.as_view(), name="job-cancel"),
    path("jobs/<int:pk>/file/", desk.JobFile.as_view(), name="job-file"),
    path("notices/", desk.NoticeList.as_view(), name="notice-list"),
    path("notices/<int:pk>/read/", desk.NoticeRead.as_view(), name="notice-read"),
    path("audit/", desk.AuditList.as_view(), name="audit-list"),
]

urlpatterns: list[URLPattern] = [*DESK]
