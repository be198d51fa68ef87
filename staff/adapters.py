"""How the log-in library is bent to this house."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.http import HttpRequest

from cstm.demo import PASSWORD
from staff.models import User
from staff.selectors.logins import may_sign_in


class Backend(AuthenticationBackend):
    """Name or mail address with the password; one who left, or a demo password outside the demo, is wrong."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """The log-in, or None; the answer and the time taken are the same whatever was wrong."""
        user = super().authenticate(request, **credentials)
        if credentials.get("password") == PASSWORD and not settings.DEMO:
            return None
        return user

    def user_can_authenticate(self, user: Any) -> bool:
        """Open log-ins of people who are still here."""
        return bool(super().user_can_authenticate(user)) and may_sign_in(user)

    def get_user(self, user_id: int) -> User | None:
        """The log-in behind a session, with its person; None ends the session of one who left."""
        user = User.objects.select_related("agent").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None


class AccountAdapter(DefaultAccountAdapter):
    """People are invited, never signed up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """A closed log-in gets the answer of a wrong password, not a page that says that it exists."""
        user: User | None = super().authenticate(request, **credentials)
        return user if user is not None and user.is_active and may_sign_in(user) else None

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the mail names the site of the settings, whatever host the request claimed."""
        return settings.SITE_URL + urlsplit(super().get_reset_password_from_key_url(key)).path
