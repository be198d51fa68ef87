"""The frame in a real browser: wide and narrow, by keyboard, in both languages, and heard by axe."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from staff.models import Agent, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
_FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
_PASSWORD = "a-long-true-password"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
Opens = Callable[[int], Page]


@pytest.fixture
def open_tab(
    chromium: str, supervisor: Agent, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Opens]:
    """Opens a tab of a width; at the end no page may have broken the content policy or raised an error."""
    assert supervisor.user is not None
    supervisor.user.set_password(_PASSWORD)
    supervisor.user.save()
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # The browser's loop runs in the test's thread.
    said: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=_FLAGS.split())

        def open_one(width: int) -> Page:
            context = browser.new_context(
                base_url=live_server.url, viewport={"width": width, "height": 800}, locale="en-GB"
            )
            page = context.new_page()
            page.set_default_timeout(10_000)
            page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
            page.on("pageerror", lambda error: said.append(str(error)))
            return page

        yield open_one
        browser.close()
        connections.close_all()  # Those of the browser's loop, which nothing else would close.
    assert said == []


def _sign_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.keyboard.type("supervisor")
    page.keyboard.press("Tab")
    page.keyboard.type(_PASSWORD)
    page.keyboard.press("Enter")
    page.locator("[popovertarget=cs-account]").wait_for()
    page.wait_for_load_state()


def _check(page: Page) -> None:
    """Nothing sticks out at the side, and axe finds nothing at WCAG 2.2 A and AA."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    found = Axe().run(page, options={"runOnly": _RULES}).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == [], page.url


@pytest.mark.parametrize("width", [1440, 360])
def test_pages_of_the_frame_are_within_reach_of_everybody(open_tab: Opens, width: int) -> None:
    page = open_tab(width)
    for address in ("/accounts/login/", "/accounts/password/reset/"):
        page.goto(address)
        _check(page)
    _sign_in(page)
    for address in ("/", "/help/", "/accounts/2fa/", "/accounts/sessions/", "/accounts/password/change/"):
        page.goto(address)
        assert page.locator("h1").count() == 1
        _check(page)


def test_the_document_of_the_api_is_within_reach(open_tab: Opens) -> None:
    page = open_tab(1440)
    _sign_in(page)
    page.goto("/api/docs/")
    page.locator(".opblock-summary-control").first.click()
    page.locator(".opblock-body table").first.wait_for()
    _check(page)


def test_long_tables_fold_on_a_phone_and_open_by_a_button(open_tab: Opens) -> None:
    page = open_tab(360)
    _sign_in(page)
    page.goto("/kpi/metrics/")
    row = page.locator("#m-frt_avg")
    made_of, button = row.locator("td").first, row.locator(".cs-fold")
    expect(made_of).to_be_hidden()
    button.press("Enter")
    expect(made_of).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    _check(page)
    page.set_viewport_size({"width": 1440, "height": 800})
    expect(button).to_be_hidden()
    expect(page.locator("#m-csat td").first).to_be_visible()


def test_the_first_tab_stop_skips_to_the_content(open_tab: Opens) -> None:
    page = open_tab(1440)
    _sign_in(page)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_the_account_menu_opens_and_closes_by_keyboard(open_tab: Opens) -> None:
    page = open_tab(1440)
    _sign_in(page)
    button = page.locator("[popovertarget=cs-account]")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#cs-account")).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    _check(page)
    page.keyboard.press("Escape")
    expect(page.locator("#cs-account")).to_be_hidden()
    expect(button).to_be_focused()


def test_letters_lead_to_pages_but_not_while_typing(open_tab: Opens) -> None:
    page = open_tab(1440)
    _sign_in(page)
    page.keyboard.press("?")
    page.wait_for_url("**/help/")
    page.keyboard.type("gn")
    page.wait_for_url(lambda url: not url.endswith("/help/"))
    if page.locator("#cs-search").count():
        page.keyboard.press("/")
        expect(page.locator("#cs-search")).to_be_focused()
        page.keyboard.type("?g")
        assert page.locator("#cs-search").input_value() == "?g"


def test_a_language_is_chosen_before_and_after_sign_in_and_kept(open_tab: Opens) -> None:
    page = open_tab(1440)
    page.goto("/accounts/login/?next=/help/")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert "next=/help/" in page.url
    page.get_by_role("button", name="English").click()
    _sign_in(page)
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert User.objects.get(username="supervisor").language == "zh-hans"
    elsewhere = open_tab(360)
    _sign_in(elsewhere)
    expect(elsewhere.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_a_theme_is_kept_on_the_device(open_tab: Opens) -> None:
    page = open_tab(360)
    page.goto("/accounts/login/")
    button = page.locator("[data-cs-theme-next]")
    button.click()
    button.click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    _check(page)


def test_on_a_phone_the_rest_of_the_navigation_is_one_touch_away(open_tab: Opens) -> None:
    page = open_tab(360)
    _sign_in(page)
    expect(page.locator(".cs-side")).to_be_hidden()
    page.locator("[popovertarget=cs-more]").click()
    page.locator("#cs-more").get_by_role("link", name="Help").click()
    page.wait_for_url("**/help/")
