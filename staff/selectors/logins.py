"""Reads of log-ins: who may come in, with which token."""

from typing import Any

from django.utils import timezone
from rest_framework.authtoken.models import Token

from staff.choices import AgentState
from staff.models import User


def may_sign_in(user: Any) -> bool:
    """Is the person behind the log-in still here? A log-in without a person is an operator's."""
    agent = getattr(user, "agent", None)
    if agent is None:
        return True
    return bool(agent.state != AgentState.LEFT and agent.left_on >= timezone.localdate())


def token_of(user: User) -> Token | None:
    """The log-in's API token, if there is one."""
    found: Token | None = Token.objects.filter(user=user).first()
    return found


def demo_log_ins(names: tuple[str, ...], password: str) -> list[str]:
    """Open log-ins of these names that take this password."""
    users = User.objects.filter(username__in=names, is_active=True)
    return [user.username for user in users if user.check_password(password)]
