"""Routes: the ground floor's own, and each app's by name."""

from allauth.account import views as account
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from cstm import views

accounts = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    # The key holds dashes too; a plain `<str:…>` would take part of it for the log-in.
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("panel/<slug:code>/", views.one_panel, name="panel"),
    path("help/", views.help_page, name="help"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("language/", views.choose_language, name="set_language"),
    path("accounts/", include(accounts)),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("api/v1/staff/", include("staff.api.urls")),
    path("api/v1/shifts/", include("shifts.api.urls")),
    path("api/v1/kpi/", include("kpi.api.urls")),
    path("staff/", include("staff.urls")),
    path("shifts/", include("shifts.urls")),
    path("kpi/", include("kpi.urls")),
]
handler404 = "cstm.bounds.nowhere"
handler500 = "cstm.bounds.fault"
