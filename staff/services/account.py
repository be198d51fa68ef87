"""What a person changes of the own log-in, and what the trail keeps of sign-ins."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.authtoken.models import Token

from cstm.errors import DomainError
from staff.models import Agent, User
from staff.services import audit


def save_preferences(user: User, *, language: str, theme: str) -> None:
    """Keep language and theme."""
    user.language, user.theme = language, theme
    user.save(update_fields=["language", "theme"])


@transaction.atomic
def change_mail(user: User, *, email: str) -> None:
    """Keep another mail address for log-in, person and reset; raises DomainError for one that is taken."""
    email = email.strip()
    taken = User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists()
    taken = taken or Agent.objects.filter(email__iexact=email).exclude(user=user).exists()
    if email and taken:
        raise DomainError(_("This mail address cannot be used here. Give another."))
    before = user.email
    user.email = email
    user.save(update_fields=["email"])
    Agent.objects.filter(user=user).update(email=email)
    EmailAddress.objects.filter(user=user).exclude(email__iexact=email).delete()
    audit.record(
        actor=user, action="account.mail", about=user, before={"mail": before}, after={"mail": email}
    )


@transaction.atomic
def make_token(user: User) -> str:
    """A new API token, which is shown this once; the one before it stops working."""
    Token.objects.filter(user=user).delete()
    token = Token.objects.create(user=user)
    audit.record(actor=user, action="account.make_token", about=user)
    return str(token.key)


@transaction.atomic
def remove_token(user: User) -> None:
    """End the API token."""
    if Token.objects.filter(user=user).delete()[0]:
        audit.record(actor=user, action="account.remove_token", about=user)


def note(user: User, action: str) -> None:
    """Keep in the trail what a person did with the log-in."""
    audit.record(actor=user, action=f"account.{action}", about=user)


def note_lock_out(name: str) -> None:
    """Keep that a log-in was locked; a word that is no log-in's name may be a password and is not kept."""
    user = User.objects.filter(username__iexact=name).first()
    audit.record(actor=None, action="account.lock_out", about=user or "unknown name")
