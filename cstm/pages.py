"""Access rows and navigation of the ground floor's own URLs, and access rows of the libraries' pages."""

from django.utils.translation import pgettext_lazy

from cstm.access import PUBLIC, SIGNED_IN, Page, register
from cstm.portal import NavItem, register_nav

_POST = ("GET", "POST")
register(
    [
        Page("home", SIGNED_IN),
        Page("panel", SIGNED_IN),
        Page("help", SIGNED_IN),
        Page("healthz", PUBLIC),
        Page("readyz", PUBLIC),
        Page("set_language", PUBLIC, methods=("POST",)),
        Page("schema", SIGNED_IN),
        Page("docs", SIGNED_IN),
        Page("account_login", PUBLIC, methods=_POST),
        Page("account_logout", PUBLIC, methods=_POST),
        Page("account_reset_password", PUBLIC, methods=_POST),
        Page("account_reset_password_done", PUBLIC),
        Page("account_reset_password_from_key", PUBLIC, methods=_POST),
        Page("account_reset_password_from_key_done", PUBLIC),
        Page("account_change_password", SIGNED_IN, methods=_POST),
        Page("account_reauthenticate", SIGNED_IN, methods=_POST),
        Page("usersessions_list", SIGNED_IN, methods=_POST),
        Page("mfa_index", SIGNED_IN),
        Page("mfa_authenticate", PUBLIC, methods=_POST),
        Page("mfa_reauthenticate", SIGNED_IN, methods=_POST),
        Page("mfa_activate_totp", SIGNED_IN, methods=_POST),
        Page("mfa_deactivate_totp", SIGNED_IN, methods=_POST),
        Page("mfa_view_recovery_codes", SIGNED_IN),
        Page("mfa_generate_recovery_codes", SIGNED_IN, methods=_POST),
        Page("mfa_download_recovery_codes", SIGNED_IN),
    ]
)
register_nav(NavItem("now", pgettext_lazy("home page", "Now"), "home", "home", 10, phone=True))
