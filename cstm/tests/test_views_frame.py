"""The pages that belong to no app: home, one panel, help, language, refusals."""

from collections.abc import Iterator

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from cstm import portal
from cstm.portal import Panel
from staff.models import Agent, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client: Client, supervisor: Agent) -> Client:
    """A browser in which the supervisor is signed in."""
    assert supervisor.user is not None
    client.force_login(supervisor.user)
    return client


@pytest.fixture
def panels(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Panel]]:
    """A registry of panels of the test's own."""
    own: dict[str, Panel] = {}
    monkeypatch.setattr(portal, "_panels", own)
    yield own


def _broken(request: HttpRequest) -> None:
    raise RuntimeError("the database is away")


def _add(panels: dict[str, Panel], code: str, **facts: object) -> None:
    values = {"template": "cstm/_panel_failed.html", "data": lambda request: {}, **facts}
    panels[code] = Panel(code, "home", **values)  # type: ignore[arg-type]


def test_home_without_panels_says_what_will_stand_there(signed_in: Client, panels: dict[str, Panel]) -> None:
    html = signed_in.get("/").content.decode()
    assert "Nothing to do now" in html
    assert '<div class="cs-aside cs-gap"></div>' in html


def test_home_asks_for_lazy_panels_later_and_survives_a_broken_one(
    signed_in: Client, panels: dict[str, Panel]
) -> None:
    _add(panels, "slow", lazy=True)
    _add(panels, "broken", data=_broken, side=True)
    _add(panels, "absent", data=lambda request: None)
    _add(panels, "closed", right="no.such.right")
    html = signed_in.get("/").content.decode()
    assert 'hx-get="/panel/slow/"' in html
    assert "not available" in html
    assert "absent" not in html and "closed" not in html


def test_one_panel_is_a_fragment_for_htmx_and_a_page_for_a_link(
    signed_in: Client, panels: dict[str, Panel]
) -> None:
    _add(panels, "slow", lazy=True)
    assert "<html" not in signed_in.get("/panel/slow/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" in signed_in.get("/panel/slow/").content.decode()


def test_a_panel_of_another_right_is_not_found(signed_in: Client, panels: dict[str, Panel]) -> None:
    _add(panels, "closed", right="no.such.right")
    assert signed_in.get("/panel/closed/").status_code == 404
    assert signed_in.get("/panel/none/").status_code == 404


def test_help_names_the_keys(signed_in: Client) -> None:
    html = signed_in.get("/help/").content.decode()
    assert "<kbd>g</kbd> <kbd>n</kbd>" in html


def test_a_chosen_language_is_kept_with_the_log_in(signed_in: Client) -> None:
    answer = signed_in.post("/language/", {"language": "zh-hans", "next": "/help/"})
    assert answer["Location"] == "/help/"
    assert User.objects.get(username="supervisor").language == "zh-hans"
    assert '<html lang="zh-Hans"' in signed_in.get("/help/").content.decode()


def test_an_unknown_language_or_a_plain_link_changes_nothing(signed_in: Client) -> None:
    signed_in.post("/language/", {"language": "xx"})
    assert signed_in.get("/language/").status_code == 405
    assert User.objects.get(username="supervisor").language == ""


def test_a_language_is_chosen_before_log_in(client: Client) -> None:
    client.post("/language/", {"language": "zh-hans"})
    assert '<html lang="zh-Hans"' in client.get("/accounts/login/").content.decode()


def test_nobody_is_sent_to_another_site_by_the_language_switch(client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "https://example.com/"})
    assert "example.com" not in answer["Location"]


def test_refusals_say_why_and_what_next(signed_in: Client) -> None:
    missing = signed_in.get("/no-such-page/")
    assert missing.status_code == 404
    assert "There is nothing here for you" in missing.content.decode()
    strict = Client(enforce_csrf_checks=True)
    refused = strict.post("/accounts/login/", {"login": "x"})
    assert refused.status_code == 403
    assert "too old" in refused.content.decode()


def test_the_page_of_a_fault_needs_neither_request_nor_database() -> None:
    html = render_to_string("500.html")
    assert "A fault on our side" in html and "csrf" not in html


def test_a_refusal_repeats_its_reason_and_escapes_it() -> None:
    html = render_to_string("403.html", {"exception": "Ask <Leader 02>."}, request=RequestFactory().get("/"))
    assert "Ask &lt;Leader 02&gt;." in html


def test_a_lock_says_how_long_it_lasts() -> None:
    import datetime as dt

    values = {"failure_limit": 5, "username": "mei", "cooloff_timedelta": dt.timedelta(minutes=15)}
    html = render_to_string("account/locked_out.html", values, request=RequestFactory().get("/"))
    assert "5 wrong passwords" in html and "15 min" in html
