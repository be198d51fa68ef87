"""Guessing a password locks the name at that address, however the name is written."""

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from cstm import lockout

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-true-password"


@pytest.fixture
def person() -> object:
    """A log-in with a mail address."""
    return get_user_model().objects.create_user("Mei", "mei@example.com", PASSWORD)


def _try(client: Client, name: str, password: str, **extra: str) -> int:
    cache.clear()  # The lock must hold without the library's own short-lived limits.
    response = client.post("/accounts/login/", {"login": name, "password": password}, **extra)  # type: ignore[arg-type]
    return response.status_code


def test_five_wrong_tries_lock_the_right_password_out(client: Client, person: object) -> None:
    codes = [_try(client, "Mei", f"wrong-{n}") for n in range(5)]
    assert codes == [200, 200, 200, 200, 429]
    assert _try(client, "Mei", PASSWORD) == 429
    assert "_auth_user_id" not in client.session


def test_the_mail_address_counts_as_the_same_name(client: Client, person: object) -> None:
    for n in range(5):
        _try(client, "Mei" if n % 2 else "MEI@example.com", f"wrong-{n}")
    assert _try(client, "mei@example.com", PASSWORD) == 429
    assert _try(client, "mei", PASSWORD) == 429


def test_a_colleague_at_the_same_address_and_the_person_elsewhere_get_in(person: object) -> None:
    get_user_model().objects.create_user("Li", "li@example.com", PASSWORD)
    for n in range(6):
        _try(Client(), "Mei", f"wrong-{n}")
    assert _try(Client(), "Li", PASSWORD) == 302
    assert _try(Client(), "Mei", PASSWORD, REMOTE_ADDR="203.0.113.9") == 302


def test_a_forged_header_does_not_open_the_lock(client: Client, person: object) -> None:
    for n in range(5):
        _try(client, "Mei", f"wrong-{n}", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}")
    assert _try(client, "Mei", PASSWORD, HTTP_X_FORWARDED_FOR="198.51.100.77") == 429


def test_behind_a_proxy_its_own_entry_counts(settings: Settings) -> None:
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="1.1.1.1, 203.0.113.5", REMOTE_ADDR="10.0.0.1")
    assert lockout.address_of(request) == "10.0.0.1"
    settings.TRUSTED_PROXIES = 1
    assert lockout.address_of(request) == "203.0.113.5"
    settings.TRUSTED_PROXIES = 3
    assert lockout.address_of(request) == "10.0.0.1"
