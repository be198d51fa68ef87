"""Navigation as one person sees it on one page."""

from typing import Any

import pytest
from django.test import RequestFactory

from cstm import shell
from cstm.portal import NavItem


class SignedIn:
    """Somebody who is signed in."""

    is_authenticated = True


ITEMS = [
    NavItem("now", "Now", "home", "home", 10, phone=True),
    NavItem("notices", "Notices", "schema", "bell", 5, count=lambda user: 3),
    NavItem("scores", "Scores", "account_change_password", "table", 20, count=lambda user: 1 // 0),
    NavItem("gone", "Gone", "nowhere:page", "x", 30),
    NavItem("security", "Security", "mfa_index", "key", 40, phone=True),
    NavItem("sessions", "Sessions", "usersessions_list", "list", 50),
    NavItem("settings", "Settings", "help", "settings", 100),
]


def _nav(here: str = "", code: str = "") -> shell.Nav:
    return shell.navigation(items=ITEMS, here=here, code=code, user=SignedIn())


def test_entries_stand_at_side_foot_and_bell() -> None:
    nav = _nav()
    assert [entry.code for entry in nav.main] == ["now", "scores", "security", "sessions"]
    assert [entry.code for entry in nav.foot] == ["settings"]
    assert nav.notices is not None and nav.notices.count == 3


def test_a_page_that_does_not_exist_has_no_entry_and_a_broken_count_is_none() -> None:
    nav = _nav()
    assert all(entry.code != "gone" for entry in (*nav.main, *nav.more))
    assert next(entry for entry in nav.main if entry.code == "scores").count == 0


def test_the_phone_has_four_tabs_in_the_order_of_the_side_and_the_rest_behind_more() -> None:
    nav = _nav(here="help")
    assert [entry.code for entry in nav.tabs] == ["now", "scores", "security", "sessions"]
    assert [entry.code for entry in nav.more] == ["settings"]
    assert nav.more_current


def test_each_entry_has_a_letter_of_its_own() -> None:
    keys = [entry.key for entry in (*_nav().main, *_nav().foot)]
    assert len(set(keys)) == len(keys)
    assert keys[0] == "n"


@pytest.mark.parametrize(
    ("here", "code", "current"),
    [("home", "", "now"), ("", "sessions", "sessions"), ("unknown", "", "")],
)
def test_the_entry_of_the_page_is_marked(here: str, code: str, current: str) -> None:
    marked = [entry.code for entry in (*_nav(here, code).main, *_nav(here, code).foot) if entry.current]
    assert marked == ([current] if current else [])


def test_a_page_about_one_thing_marks_the_list_of_these_things() -> None:
    entries = [shell.Entry("team", "Team", "/", "staff:agent_list", "users")]
    assert shell._current(entries, "staff:agent_detail", "") == "team"
    assert shell._current(entries, "staff:audit_list", "") == ""


def test_an_address_is_empty_where_the_page_is_missing_or_closed() -> None:
    user: Any = SignedIn()
    assert shell.open_url("help", user) == "/help/"
    assert shell.open_url("nowhere:page", user) == ""
    assert shell.open_url("help", None) == ""


def test_a_query_keeps_the_other_values() -> None:
    request = RequestFactory().get("/", {"q": "客服", "page": "2"})
    assert shell.query(request, {"page": 3}) == "?q=%E5%AE%A2%E6%9C%8D&page=3"
    assert shell.query(request, {"page": None, "q": "a b"}) == "?q=a+b"
    assert shell.query(None, {"page": 3}) == "?"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36", "Chrome, Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/156.0 Safari/537.36 Edg/156.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 20_0 like Mac OS X) Safari/604.1",
            "Safari, iPhone",
        ),
        ("curl/8.1", "curl/8.1"),
    ],
)
def test_a_browser_is_named_in_short(agent: str, words: str) -> None:
    assert shell.browser_words(agent) == words


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Supervisor 01", "S1"), ("王小明", "小明"), ("hr", "H"), ("", "?"), ("Agent 10", "A1")],
)
def test_initials(name: str, letters: str) -> None:
    assert shell.initials(name) == letters
