"""Routes of the API."""

from django.urls import URLPattern, path

from staff.api import desk, hours, people, shops, tree, work

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

# People, teams, stores, accounts, roles.
PEOPLE: list[URLPattern] = [
    path("agents/", people.AgentList.as_view(), name="agent-list"),
    path("agents/<int:pk>/", people.AgentDetail.as_view(), name="agent-detail"),
    path("agents/<int:pk>/move/", people.AgentMove.as_view(), name="agent-move"),
    path("agents/<int:pk>/leave/", people.AgentLeave.as_view(), name="agent-leave"),
    path("agents/<int:pk>/return/", people.AgentReturn.as_view(), name="agent-return"),
    path("teams/", tree.TeamList.as_view(), name="team-list"),
    path("teams/<int:pk>/", tree.TeamDetail.as_view(), name="team-detail"),
    path("grades/", tree.GradeList.as_view(), name="grade-list"),
    path("skills/", tree.SkillList.as_view(), name="skill-list"),
    path("roles/", tree.RoleList.as_view(), name="role-list"),
    path("grants/", tree.GrantList.as_view(), name="grant-list"),
    path("grants/<int:pk>/", tree.GrantDetail.as_view(), name="grant-detail"),
    path("stores/", shops.StoreList.as_view(), name="store-list"),
    path("stores/<int:pk>/", shops.StoreDetail.as_view(), name="store-detail"),
    path("stores/<int:pk>/hours/", hours.StoreHoursOf.as_view(), name="store-hours"),
    path("accounts/", shops.AccountList.as_view(), name="account-list"),
    path("accounts/<int:pk>/", shops.AccountDetail.as_view(), name="account-detail"),
    path("accounts/<int:pk>/bind/", shops.AccountBind.as_view(), name="account-bind"),
]

# Desks, certificates, and what a person may be asked to work.
WORK: list[URLPattern] = [
    path("desks/", work.DeskList.as_view(), name="desk-list"),
    path("desks/<int:pk>/", work.DeskDetail.as_view(), name="desk-detail"),
    path("certificates/", work.CertificateList.as_view(), name="certificate-list"),
    path("agents/<int:pk>/work/", work.AgentWork.as_view(), name="agent-work"),
    path("agents/<int:pk>/desks/", work.AgentDesk.as_view(), name="agent-desk"),
    path("agents/<int:pk>/certificates/", work.AgentCertificate.as_view(), name="agent-certificate"),
    path("agents/<int:pk>/contracts/", work.AgentContract.as_view(), name="agent-contract"),
    path("agents/<int:pk>/exemptions/", work.AgentExemption.as_view(), name="agent-exemption"),
    path("agents/<int:pk>/blocks/", work.AgentBlock.as_view(), name="agent-block"),
]

urlpatterns: list[URLPattern] = [*DESK, *PEOPLE, *WORK]
