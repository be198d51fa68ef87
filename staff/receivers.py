"""Event door: what this app does when a lower floor or a library tells it something."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from staff.services import account


@receiver(user_logged_in)
def _signed_in(sender: Any, user: Any, **_more: Any) -> None:
    account.note(user, "sign_in")


@receiver(user_logged_out)
def _signed_out(sender: Any, user: Any, **_more: Any) -> None:
    if user is not None:
        account.note(user, "sign_out")


@receiver(user_locked_out)
def _locked_out(sender: Any, username: str, **_more: Any) -> None:
    account.note_lock_out(username or "")


@receiver([password_changed, password_reset, password_set])
def _password(sender: Any, user: Any, **_more: Any) -> None:
    account.note(user, "change_password")


@receiver([authenticator_added, authenticator_removed, authenticator_reset])
def _second_factor(sender: Any, user: Any, **_more: Any) -> None:
    account.note(user, "change_second_factor")
