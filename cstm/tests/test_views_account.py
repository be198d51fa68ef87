"""Pages of log-in, password, second factor and sessions stand in the frame, with every value they name."""

import re

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from staff.models import Agent, User

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-true-password"


@pytest.fixture
def login(agent: Agent) -> User:
    """The agent's log-in, with a password."""
    assert agent.user is not None
    agent.user.set_password(PASSWORD)
    agent.user.email = "agent@example.com"
    agent.user.save()
    return agent.user


@pytest.fixture
def signed_in(client: Client, login: User) -> Client:
    """A browser in which the agent signed in, and confirmed it a moment ago."""
    client.post("/accounts/login/", {"login": login.username, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def _code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def _heading(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code, answer.headers.get("Location"))
    html = answer.content.decode()
    assert "· CSTM</title>" in html
    found = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.S)
    return found[1].strip() if found else ""


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/accounts/login/", "Sign in"),
        ("/accounts/login/?next=/help/", "Sign in"),
        ("/accounts/password/reset/", "Set a new password"),
        ("/accounts/password/reset/done/", "Look into your mail"),
        ("/accounts/password/reset/key/1-none/", "This link is no longer good"),
        ("/accounts/password/reset/key/done/", "The new password is set"),
    ],
)
def test_pages_before_sign_in(client: Client, address: str, heading: str) -> None:
    assert _heading(client, address) == heading


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/accounts/password/change/", "Change the password"),
        ("/accounts/reauthenticate/", "Confirm that it is you"),
        ("/accounts/2fa/", "Second factor"),
        ("/accounts/2fa/totp/activate/", "Set up the second factor"),
        ("/accounts/sessions/", "Sessions"),
        ("/accounts/logout/", "Sign out"),
    ],
)
def test_pages_after_sign_in(signed_in: Client, address: str, heading: str) -> None:
    assert _heading(signed_in, address) == heading


def test_a_wrong_password_is_said_in_a_sentence_and_the_way_on_is_kept(client: Client, login: User) -> None:
    html = client.post(
        "/accounts/login/", {"login": "agent", "password": "no", "next": "/help/"}
    ).content.decode()
    assert "Name and password do not fit together" in html
    assert '<input type="hidden" name="next" value="/help/">' in html


def test_a_link_from_a_mail_sets_a_password(client: Client, login: User) -> None:
    key = f"{user_pk_to_url_str(login)}-{default_token_generator.make_token(login)}"
    address = client.get(f"/accounts/password/reset/key/{key}/")["Location"]
    assert _heading(client, address) == "Set a new password"
    client.post(address, {"password1": "another-long-word", "password2": "another-long-word"})
    login.refresh_from_db()
    assert login.check_password("another-long-word")


def test_a_second_factor_is_turned_on_asked_for_and_turned_off(signed_in: Client, login: User) -> None:
    page = signed_in.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r'<code class="breaks">(\w+)</code>', page)
    assert secret is not None
    assert "data:image/svg+xml" in page
    signed_in.post("/accounts/2fa/totp/activate/", {"code": _code(secret[1])})
    assert Authenticator.objects.filter(user=login, type="totp").exists()
    assert _heading(signed_in, "/accounts/2fa/recovery-codes/") == "Recovery codes"
    assert _heading(signed_in, "/accounts/2fa/recovery-codes/generate/") == "New recovery codes"
    assert _heading(signed_in, "/accounts/2fa/") == "Second factor"
    assert _heading(signed_in, "/accounts/2fa/reauthenticate/") == "Confirm that it is you"
    assert _heading(signed_in, "/accounts/2fa/totp/deactivate/") == "Turn off the second factor"
    signed_in.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=login, type="totp").exists()


def test_a_second_factor_is_asked_for_and_a_recovery_code_will_do(client: Client, login: User) -> None:
    TOTP.activate(login, generate_totp_secret())
    codes = RecoveryCodes.activate(login).get_unused_codes()
    answer = client.post("/accounts/login/", {"login": "agent", "password": PASSWORD})
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert _heading(client, answer["Location"]) == "Second factor"
    assert client.get("/help/").status_code == 302
    client.post(answer["Location"], {"code": codes[0]})
    assert client.get("/help/").status_code == 200


def test_other_sessions_are_ended_from_the_list(signed_in: Client, login: User) -> None:
    elsewhere = Client()
    elsewhere.post("/accounts/login/", {"login": "agent", "password": PASSWORD})
    assert "2 places" in signed_in.get("/accounts/sessions/").content.decode()
    signed_in.post("/accounts/sessions/")
    assert elsewhere.get("/help/").status_code == 302
    assert signed_in.get("/help/").status_code == 200
