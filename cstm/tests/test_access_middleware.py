"""The gate in front of every page: no row, no entry."""

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import ResolverMatch
from pytest_django.fixtures import Settings

from cstm import access
from cstm.middleware import AccessMiddleware

RIGHTS: frozenset[str] = frozenset()


def rights(user: object) -> frozenset[str]:
    """What the test grants."""
    return RIGHTS


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> dict[str, access.Page]:
    """A small table of its own."""
    pages = {
        "open": access.Page("open", access.PUBLIC),
        "signed": access.Page("signed", access.SIGNED_IN),
        "scores": access.Page("scores", "scores.view|reports.export"),
    }
    monkeypatch.setattr(access, "_table", pages)
    settings.CSTM_RIGHTS = "cstm.tests.test_access_middleware.rights"
    return pages


def ask(name: str, user: object, path: str = "/page/") -> HttpResponse | None:
    """Send a request for the page of that name through the gate."""
    request: HttpRequest = RequestFactory().get(path)
    request.user = user  # type: ignore[assignment]
    request.resolver_match = ResolverMatch(lambda: None, (), {}, url_name=name)
    return AccessMiddleware(lambda _request: HttpResponse()).process_view(request, None, (), {})


class Nobody:
    is_authenticated = False


class Somebody:
    is_authenticated = True


def test_a_url_without_a_row_is_closed_to_everybody(table: object) -> None:
    for user in (Nobody(), Somebody()):
        with pytest.raises(PermissionDenied, match="no row"):
            ask("forgotten", user)


def test_an_open_page_lets_anybody_in(table: object) -> None:
    assert ask("open", Nobody()) is None


def test_nobody_is_sent_to_the_log_in_page_and_back_again(table: object) -> None:
    response = ask("signed", Nobody(), "/page/?week=2026-W47")
    assert response is not None and response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/page/%3Fweek%3D2026-W47"


def test_nobody_gets_401_in_one_shape_from_the_api(table: object) -> None:
    response = ask("signed", Nobody(), "/api/v1/x/")
    assert response is not None and response.status_code == 401
    assert b"not_signed_in" in response.content


def test_any_one_of_the_rights_opens_the_page(table: object, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PermissionDenied, match="roles do not include"):
        ask("scores", Somebody())
    monkeypatch.setattr("cstm.tests.test_access_middleware.RIGHTS", frozenset({"reports.export"}))
    assert ask("scores", Somebody()) is None


def test_a_name_stands_in_the_table_once(table: object) -> None:
    access.register([access.Page("open", access.PUBLIC)])
    with pytest.raises(ValueError, match="two rows"):
        access.register([access.Page("open", access.SIGNED_IN)])


@pytest.mark.django_db
def test_a_token_opens_the_api_and_a_wrong_one_does_not() -> None:
    from rest_framework.authtoken.models import Token

    user = get_user_model().objects.create_user("robot", "robot@example.com", "a-long-true-password")
    token = Token.objects.create(user=user)
    client = Client()
    good = client.get("/api/schema/", headers={"authorization": f"Token {token.key}"})
    assert good.status_code == 200
    assert client.get("/api/schema/", headers={"authorization": "Token wrong"}).status_code == 401
    user.is_active = False
    user.save()
    assert client.get("/api/schema/", headers={"authorization": f"Token {token.key}"}).status_code == 401


@pytest.mark.django_db
def test_pages_of_the_signed_in_are_not_kept_by_browsers(client: Client) -> None:
    client.force_login(get_user_model().objects.create_user("Mei", "mei@example.com", "a-long-true-password"))
    assert client.get("/help/")["Cache-Control"] == "no-store"


def test_a_refusal_of_the_api_is_no_page(table: dict[str, access.Page]) -> None:
    answer = ask("scores", Somebody(), path="/api/v1/kpi/report/")
    assert answer is not None
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/json")
