"""A change of shifts on phones, in a real browser: clock in, hand over, accept, find, close, clock out."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cstm.tests.test_browser_journeys import Opens, sign_in, tab
from shifts.models import Assignment, AttendanceDay, HandoverItem, Punch, Roster
from shifts.tests.factories import make_desk, make_roster, seeds, template
from staff.models import Agent, Store, Team
from staff.tests.factories import make_store

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["tab"]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def store(team: Team, agent: Agent, agent2: Agent) -> Store:
    """One person's shift ends soon, and the other's begins in a few minutes, at the same desk."""
    seeds()
    found = make_store("Lotus")
    desk = make_desk("Lotus desk", agent, agent2)
    desk.stores.add(found)
    now = timezone.now().replace(second=0, microsecond=0)
    for person, letter, start, end in (
        (agent, "D", now - 8 * HOUR, now + HOUR / 2),
        (agent2, "N", now + HOUR / 4, now + 9 * HOUR),
    ):
        day = timezone.localdate(start)
        month = day.replace(day=1)
        roster = team_roster(team, month)
        Assignment.objects.create(
            roster=roster, agent=person, day=day, template=template(letter), desk=desk,
            start_at=start, end_at=end, paid_minutes=480,
        )  # fmt: skip
    return found


def team_roster(team: Team, month: dt.date) -> Roster:
    return Roster.objects.filter(team=team, month=month).first() or make_roster(team, month, "published")


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def test_one_shift_hands_over_and_the_next_accepts(
    tab: Opens, store: Store, agent: Agent, agent2: Agent
) -> None:
    page = tab(360, 740)
    sign_in(page, agent)
    page.get_by_role("link", name="Clock", exact=True).last.click()
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_text("Clocked in since")).to_be_visible()
    fits(page)
    assert Punch.objects.get(agent=agent).kind == "in"
    assert AttendanceDay.objects.get(agent=agent).state == "late"

    page.goto("/shifts/handover/")
    fits(page)
    page.get_by_role("link", name="Hand something over").first.click()
    fits(page)
    page.locator("#id_store").select_option(str(store.pk), force=True)
    page.locator("#id_kind").select_option("promise", force=True)
    page.locator("#id_title").fill("买家等退款")
    page.locator("#id_order_no").fill("TB-2026-77")
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_role("link", name="买家等退款")).to_be_visible()
    item = HandoverItem.objects.get()
    page.goto(f"/shifts/handover/{item.pk}/")
    expect(page.get_by_text("The next shift accepts what you hand over.")).to_be_visible()
    expect(page.get_by_role("button", name="Accept")).to_have_count(0)

    other = tab(360, 740)
    sign_in(other, agent2)
    other.goto("/")
    panel = other.locator("section").filter(has=other.get_by_role("link", name="Look"))
    expect(panel).to_contain_text("买家等退款")
    panel.get_by_role("link", name="Look").click()
    fits(other)
    other.get_by_role("button", name="Accept").click()
    expect(other.get_by_text("accepted it")).to_be_visible()
    item.refresh_from_db()
    assert (item.state, item.accepted_by) == ("accepted", agent2)
    other.goto("/shifts/handover/?q=退款")
    expect(other.get_by_role("link", name="买家等退款")).to_be_visible()
    other.get_by_role("link", name="买家等退款").click()
    other.locator("#text").fill("已退款")
    other.get_by_role("button", name="Close with this word").click()
    expect(other.get_by_text("closed it")).to_be_visible()

    page.reload()
    expect(page.get_by_text("closed it")).to_be_visible()
    page.goto("/shifts/clock/")
    page.get_by_role("button", name="Clock out").click()
    expect(page.get_by_text("Clocked out at")).to_be_visible()
    page.get_by_role("link", name="My attendance").click()
    fits(page)
    assert [row.kind for row in Punch.objects.filter(agent=agent).order_by("pk")] == ["in", "out"]
