"""How the log-in library is bent to this house."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are invited, never signed up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No."""
        return False
