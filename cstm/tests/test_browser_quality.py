"""A chat is reviewed, disputed and looked at again, in a real browser."""

import pytest
from playwright.sync_api import expect

from cstm.tests.test_browser_journeys import Opens, sign_in, tab
from kpi.models import Review
from kpi.tests.factories_quality import a_review
from staff.models import Agent

__all__ = ["tab"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_qa_reviews_the_agent_disputes_and_a_second_reviewer_decides(
    tab: Opens, agent: Agent, qa: Agent, supervisor: Agent
) -> None:
    review = a_review(agent, qa)
    page = tab()
    sign_in(page, qa)
    page.locator(".cs-side").get_by_role("link", name="Chat quality").click()
    page.get_by_role("link", name="Review", exact=True).click()
    expect(page.locator("#turn-3")).to_contain_text("什么时候发货")
    for item in ("refuse_or_argue", "skip_process", "evasive", "close_early", "shallow"):
        page.locator(f"#ask-{item}").get_by_label("Kept").check()
    for item in ("warmth", "honesty", "patience"):
        page.locator(f"#ask-{item}").get_by_label("Fully").check()
    detail = page.locator("#ask-detail")
    detail.get_by_label("Not at all").check()
    detail.get_by_label("Turn").select_option("4")
    detail.get_by_label("Root cause").select_option("knowledge")
    page.locator("#coaching").fill("Say when it arrives, too.")
    page.get_by_role("button", name="Keep the review").click()
    expect(page.get_by_role("heading", name="Results")).to_be_visible()

    phone = tab(390, 800)
    sign_in(phone, agent)
    phone.goto("/kpi/quality/")
    phone.get_by_role("link", name="Read and answer").click()
    expect(phone.get_by_text("Say when it arrives, too.")).to_be_visible()
    expect(phone.locator("#turn-4")).to_contain_text("Detail")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.locator("#comment").fill("The buyer asked for the day of sending alone.")
    phone.get_by_role("button", name="I see it differently").click()
    expect(phone.get_by_text("While it is disputed it counts nowhere.")).to_be_visible()

    other = tab()
    sign_in(other, supervisor)
    other.goto("/kpi/quality/")
    other.get_by_role("link", name="Decide", exact=True).click()
    other.locator("#ask-detail").get_by_label("Fully").check()
    other.locator("#reason").fill("The answer covers what was asked.")
    other.get_by_role("button", name="Keep my marks instead").click()
    expect(other.get_by_role("heading", name="The second look")).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("The answer covers what was asked.")).to_be_visible()
    review = Review.objects.get(pk=review.pk)
    assert (review.state, review.points, review.decider) == ("changed", review.most, supervisor)
