"""An agent's way on a phone: why a shift is so, a swap that a colleague accepts and the leader approves."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cstm.tests.test_browser_journeys import Opens, sign_in, tab  # noqa: F401  (the fixture)
from shifts.models import Assignment, NeedPattern
from shifts.tests.factories import assign, make_desk, make_roster, seeds, template
from staff.models import Agent, Team

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = (360, 780)


@pytest.fixture
def shift_day(team: Team, agent: Agent, agent2: Agent, lead: Agent) -> dt.date:
    """A published month: a day shift of the one and an evening shift of the other a week later."""
    seeds()
    first = (timezone.localdate().replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    desk = make_desk("Taobao", agent, agent2)
    roster = make_roster(team, first, state="published")
    day = first.replace(day=9)
    assign(roster, agent, day, "D", desk)
    assign(roster, agent2, day + dt.timedelta(days=7), "E", desk)
    NeedPattern.objects.create(desk=desk, weekday=day.weekday(), template=template("D"), heads=1)
    return day


def fits(page: Page) -> bool:
    """Nothing runs over the edge of the phone."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_a_swap_from_why_to_the_new_shifts(
    tab: Opens,  # noqa: F811
    agent: Agent,
    agent2: Agent,
    lead: Agent,
    shift_day: dt.date,
) -> None:
    phone = tab(*PHONE)
    sign_in(phone, agent)
    phone.locator(".cs-next-shift").get_by_role("link", name="Why this shift").click()
    expect(phone.get_by_text("Without this shift 1 head would be missing.")).to_be_visible()
    assert fits(phone)
    offer = (
        phone.get_by_role("listitem").filter(has_text=str(agent2)).filter(has_text="for nothing in return")
    )
    offer.get_by_role("button").click()
    expect(phone.get_by_role("heading", name="You asked")).to_be_visible()
    expect(phone.get_by_text(f"{agent2} is asked.")).to_be_visible()
    assert fits(phone)

    other = tab(*PHONE)
    sign_in(other, agent2)
    expect(other.get_by_role("heading", name=f"{agent} asks you to swap")).to_be_visible()
    other.goto("/shifts/swaps/")
    other.get_by_role("button", name="Accept").click()
    expect(other.get_by_text("Accepted.")).to_be_visible()
    assert Assignment.objects.get(day=shift_day).agent == agent

    desk = tab()
    sign_in(desk, lead)
    desk.get_by_role("link", name="Decide").click()
    desk.get_by_role("button", name="Approve").click()
    expect(desk.get_by_text("No swap waits for approval.")).to_be_visible()

    day = f"/shifts/mine/{shift_day.isoformat()}/"
    other.goto(day)
    expect(other.get_by_text("08:30–17:30").first).to_be_visible()
    other.goto("/shifts/mine/")
    expect(other.get_by_text("Your shifts changed")).to_be_visible()
    other.get_by_role("button", name="I saw it").click()
    expect(other.get_by_text("Your shifts changed")).to_have_count(0)
    phone.goto(day)
    expect(phone.get_by_text("Nothing is published for this date.")).to_be_visible()
    phone.goto("/shifts/swaps/")
    expect(phone.get_by_text("approved")).to_be_visible()
