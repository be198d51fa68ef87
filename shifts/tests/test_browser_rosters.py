"""The supervisor's way through a month in a browser: made, filled, edited by keys, published, repaired."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from cstm.celery import app as house
from cstm.tests.test_browser_journeys import Opens, sign_in, tab
from shifts.choices import RosterState
from shifts.models import Assignment, NeedPattern, Roster, RosterVersion
from shifts.selectors.rosters import month_after
from shifts.services import solve
from shifts.tests.factories import make_desk, seeds, template
from staff.models import Agent, Notice, Team
from staff.tests.factories import make_agent
from staff.tests.test_worker_jobs import Desk, desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["desk", "tab"]
# Milliseconds in which the search begins, also where it was never compiled on this machine.
COMPILES = 240_000


@pytest.fixture
def month() -> dt.date:
    return month_after(timezone.localdate())


@pytest.fixture
def people(team: Team) -> list[Agent]:
    """Five people at a desk that needs one by day and one in the evening."""
    seeds()
    found = [make_agent(f"P{n}", name=f"Person {n}", team=team) for n in range(5)]
    line = make_desk("Line", *found)
    for weekday in range(7):
        for letter in "DE":
            NeedPattern.objects.create(desk=line, template=template(letter), weekday=weekday, heads=1)
    return found


@pytest.fixture
def _worker(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A worker beside the site, which takes work from every thread of it, and searches for seconds."""
    monkeypatch.setattr(solve, "SECONDS", 4)
    desk.app.set_default()
    desk.start_worker()
    yield
    house.set_default()


def cell(page: Page, name: str, day: int) -> Locator:
    """The cell of a person's day in the grid."""
    return page.locator("tr[data-a]").filter(has_text=name).locator("td").nth(day - 1)


@pytest.mark.usefixtures("_worker")
def test_a_supervisor_makes_fills_edits_publishes_and_repairs_a_month(
    tab: Opens, supervisor: Agent, team: Team, people: list[Agent], month: dt.date
) -> None:
    page = tab()
    sign_in(page, supervisor)
    page.goto("/shifts/rosters/")
    page.get_by_role("link", name="New month").first.click()
    page.locator("#id_team").select_option(str(team.pk))
    page.locator("#id_month").fill(f"{month:%Y-%m}")
    page.locator("#id_filled").select_option("empty")
    page.get_by_role("button", name="Make the draft").click()
    expect(page.get_by_text("Only planners see this.")).to_be_visible()

    page.get_by_role("button", name="Fill with solver").click()
    # The search runs beside the page, which draws itself anew with the plan.
    expect(page.locator("#solver")).to_be_visible()
    planned = page.locator("td.d, td.e, td.n")
    expect(planned).to_have_count(2 * (month_after(month) - month).days, timeout=COMPILES)
    assert RosterVersion.objects.get().figures["missing"] == 0
    expect(page.locator("#conflicts")).to_contain_text("Every rule that must be kept is kept.")

    first = cell(page, "Person 0", 1)
    before = first.inner_text()
    first.click()
    expect(page.locator("#cell-why")).to_contain_text("Who else" if before not in "–-" else "Rest")
    page.keyboard.press("n")
    expect(first).to_have_text("N")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("t")
    expect(cell(page, "Person 0", 2)).to_have_text("T")
    page.keyboard.press("Control+z")
    expect(first).to_have_text("N")
    page.reload()
    page.get_by_role("button", name="Undo").click()
    expect(first).to_have_text(before)

    page.get_by_role("link", name="Publish").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Agents see this.")).to_be_visible()
    assert Roster.objects.get().state == RosterState.PUBLISHED

    ill = Assignment.objects.filter(template__code_en="E").select_related("agent").order_by("day")[5]
    Notice.objects.all().delete()
    page.get_by_role("link", name="Somebody falls ill").click()
    page.locator("#id_agent").select_option(str(ill.agent_id))
    for field in ("#id_first", "#id_last"):
        page.locator(field).fill(ill.day.isoformat())
    page.get_by_role("button", name="Look for ways").click()
    page.get_by_role("button", name="Take this way").first.click()
    expect(page.get_by_text("Agents see this.")).to_be_visible()
    taker = Assignment.objects.get(day=ill.day, template__code_en="E").agent
    assert taker != ill.agent
    assert {notice.agent for notice in Notice.objects.all()} == {taker, ill.agent}
