"""Log-ins of people: made closed, opened by an invitation or a first password, closed on leaving."""

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authtoken.models import Token

from cstm.errors import DomainError
from staff.choices import AgentState
from staff.models import Agent, User
from staff.services import audit, notices

INVITATION = "staff.invitation"


@transaction.atomic
def make(agent: Agent, *, actor: User | None) -> User:
    """The person's log-in, made closed where there is none: its name is the employee number.

    Raises DomainError when another log-in has that name.
    """
    if agent.user is not None:
        return agent.user
    check_free(agent.employee_no)
    user = User(username=agent.employee_no, email=agent.email, is_active=False, language=agent.language)
    user.set_unusable_password()
    user.save()
    agent.user = user
    agent.save(update_fields=["user", "updated_at"])
    audit.record(actor=actor, action="login.make", about=agent, after={"name": user.username})
    return user


def check_free(username: str) -> None:
    """Raise DomainError when a log-in of that name exists."""
    if User.objects.filter(username=username).exists():
        raise DomainError(_("There is a log-in %(name)s already.") % {"name": username}, code="taken")


@transaction.atomic
def invite(agent: Agent, *, actor: User | None) -> None:
    """Open the log-in and send its person a mail with a link to choose a password.

    Raises DomainError without a mail address and for one who left.
    """
    _check_employed(agent)
    if not agent.email:
        raise DomainError(_("%(name)s has no mail address. Add one first.") % {"name": agent}, code="no_mail")
    user = make(agent, actor=actor)
    if not user.is_active or user.email != agent.email:
        user.is_active, user.email = True, agent.email
        user.save(update_fields=["is_active", "email"])
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uidb36, token = key.split("-", 1)
    notices.post(
        agent=agent,
        kind=INVITATION,
        about=f"login:{user.pk}:{timezone.now().isoformat()}",
        params={"name": agent.name, "login": user.username},
        url=reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": token}),
        by_mail=True,
        private=True,
    )
    audit.record(actor=actor, action="login.invite", about=agent, after={"login": user.username})


@transaction.atomic
def open_with_password(agent: Agent, *, password: str, actor: User | None) -> None:
    """Open the log-in with a first password; raises DomainError for a weak one."""
    _check_employed(agent)
    user = make(agent, actor=actor)
    check_password_strength(password, user=user)
    open_with_hash(user, encoded=make_password(password))
    audit.record(actor=actor, action="login.open", about=agent, after={"login": user.username})


def open_with_hash(user: User, *, encoded: str) -> None:
    """Open a log-in with a password that is hashed already."""
    user.password, user.is_active = encoded, True
    user.save(update_fields=["password", "is_active"])


def check_password_strength(password: str, *, user: User | None = None) -> None:
    """Raise DomainError for a password that the site's validators refuse."""
    try:
        validate_password(password, user=user)
    except ValidationError as refused:
        raise DomainError(" ".join(refused.messages), code="weak_password") from refused


@transaction.atomic
def close(agent: Agent, *, actor: User | None) -> None:
    """Close the log-in at once: no password, no session, no token stays good. The history is kept."""
    user = agent.user
    if user is None:
        return
    end_sessions(user)
    Token.objects.filter(user=user).delete()
    if not user.is_active and not user.has_usable_password():
        return
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    audit.record(actor=actor, action="login.close", about=agent, before={"login": user.username})


def end_sessions(user: User) -> None:
    """Sign a log-in out everywhere."""
    for session in UserSession.objects.filter(user=user):
        session.end()


def change_mail(agent: Agent, *, email: str) -> None:
    """Let the log-in follow the person's mail; raises DomainError for a mail that another person has."""
    if email and Agent.objects.filter(email__iexact=email).exclude(pk=agent.pk).exists():
        raise DomainError(_("Another person has the mail %(mail)s.") % {"mail": email}, code="mail_taken")
    if agent.user is not None and agent.user.email != email:
        agent.user.email = email
        agent.user.save(update_fields=["email"])
        EmailAddress.objects.filter(user=agent.user).exclude(email__iexact=email).delete()


def _check_employed(agent: Agent) -> None:
    if agent.state == AgentState.LEFT:
        raise DomainError(_("%(name)s has left.") % {"name": agent}, code="left")
