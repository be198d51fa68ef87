"""A leader clears the praise queue in a real browser, and an agent praises in two taps on a phone."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cstm.tests.test_browser_journeys import Opens, sign_in, tab  # noqa: F401
from kpi.models import Praise
from kpi.tests.factories_praise import attended, seeds
from staff.models import Agent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_leader_clears_the_queue(tab: Opens, lead: Agent, agent: Agent, agent2: Agent) -> None:  # noqa: F811
    seeds()
    today = timezone.localdate()
    for person in (agent, agent2):
        attended(person, today, today - dt.timedelta(days=1))
    page = tab()
    sign_in(page, lead)
    page.locator(".cs-side").get_by_role("link", name="To be praised").click()
    items = page.locator(".cs-pitem")
    expect(items).to_have_count(2)
    first = items.filter(has_text="Agent One")
    first.get_by_text("Worked 2 shifts").click()
    first.get_by_role("button", name="Send praise").click()
    expect(items).to_have_count(1)
    expect(page.locator("#praise-count")).to_have_text("1")
    expect(page.get_by_text("Praise sent to Agent One.")).to_be_visible()
    items.get_by_role("button", name="Send praise").click()
    expect(items.get_by_role("alert")).to_contain_text("Choose a reason")
    items.get_by_label("In your own words").fill("You stayed with the buyer until it was solved.")
    items.get_by_role("radio", name="Patience").check()
    items.get_by_role("button", name="Send praise").click()
    expect(items).to_have_count(0)
    assert list(Praise.objects.order_by("pk").values_list("receiver__name", "kind")) == [
        ("Agent One", "on_time"),
        ("Agent Two", ""),
    ]
    page.reload()
    expect(page.get_by_text("Everybody who worked has heard a kind word")).to_be_visible()


def test_two_taps_on_a_phone(tab: Opens, agent: Agent, agent2: Agent) -> None:  # noqa: F811
    seeds()
    page = tab(360, 740)
    sign_in(page, agent)
    page.goto("/kpi/praise/give/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".cs-people").get_by_text("Agent Two").click()
    page.locator(".cs-ready button").first.click()
    expect(page.locator("main")).to_contain_text("Agent One to Agent Two")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Nothing was said yet")).to_be_visible()
