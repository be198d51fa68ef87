"""Whole ways through the house in a real browser: import, own week on a phone, report file, language."""

import csv
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import python_calamine
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from cstm.weeks import Week
from kpi.services import import_now, rollup
from staff.models import Agent, PlatformAccount, Store
from staff.tests.factories import make_account, make_store

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
PASSWORD = "a-long-true-password"
HEAD = ["日期", "旺旺", "接待人数", "咨询人数", "首次响应时间(秒)", "平均响应时间(秒)", "问答比", "销售额"]
Opens = Callable[..., Page]


@pytest.fixture
def tab(chromium: str, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opens]:
    """Opens a tab of a size; at the end no page may have broken the content policy or raised an error."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # The browser's loop runs in the test's thread.
    said: list[str] = []

    def hear(kind: str, text: str) -> None:
        if kind == "error" and "404 (Not Found)" not in text:
            said.append(text)

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS.split())

        def open_one(width: int = 1440, height: int = 900) -> Page:
            size = {"width": width, "height": height}
            context = browser.new_context(base_url=live_server.url, viewport=size, locale="en-GB")
            page = context.new_page()
            page.set_default_timeout(15_000)
            page.on("console", lambda line: hear(line.type, line.text))
            page.on("pageerror", lambda error: said.append(str(error)))
            return page

        yield open_one
        browser.close()
        connections.close_all()  # Those of the browser's loop, which nothing else would close.
    assert said == []


def sign_in(page: Page, person: Agent) -> None:
    assert person.user is not None
    person.user.set_password(PASSWORD)
    person.user.save()
    page.goto("/accounts/login/")
    page.locator("#id_login").fill(person.user.username)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")
    page.locator("[popovertarget=cs-account]").wait_for()


@pytest.fixture
def week() -> Week:
    return Week.last_full(timezone.localdate())


@pytest.fixture
def store(agent: Agent) -> Store:
    found = make_store("Lotus", platform="taobao")
    make_account(found, "ann", agent=agent)
    return found


@pytest.fixture
def report(tmp_path: Path, week: Week) -> Path:
    """Five days: ann serves 30 a day in 20 s, somebody unknown 10 a day in 40 s."""
    path = tmp_path / "week.csv"
    with path.open("w", encoding="gb18030", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(HEAD)
        for day in week.days[:5]:
            out.writerow([day, "ann", 30, 31, 20, 25, "1.2", "1,200.50元"])
            out.writerow([day, "小铃铛", 10, 10, 40, 45, "1.1", "300.00元"])
    return path


@pytest.fixture
def figures(store: Store, report: Path, week: Week, agent2: Agent) -> Store:
    """The same week, taken in and summed."""
    make_account(store, "小铃铛", agent=agent2)
    [batch] = import_now.take_file(
        report, name=report.name, store=store, options={}, actor=None, today=timezone.localdate()
    )
    assert batch.state == "committed"
    rollup.roll_up(week)
    return store


def test_a_newcomer_takes_a_file_in_binds_a_name_and_sees_the_week(
    tab: Opens, supervisor: Agent, store: Store, report: Path, week: Week, agent2: Agent
) -> None:
    page = tab()
    sign_in(page, supervisor)
    page.locator(".cs-side").get_by_role("link", name="Files and reports").click()
    page.get_by_role("link", name="Import files").first.click()
    page.locator("#id_upload").set_input_files(report)
    page.locator("#id_store").select_option(str(store.pk), force=True)
    page.get_by_role("button", name="Read the files").click()
    expect(page.get_by_role("heading", name="Preview of the import")).to_be_visible()
    expect(page.get_by_role("heading", name="Ready to take in 5 rows")).to_be_visible()

    page.locator("form").filter(has_text="小铃铛").locator("select[name=who]").select_option(
        str(agent2.pk), force=True
    )
    page.get_by_role("button", name="Bind 小铃铛").click()
    expect(page.get_by_role("heading", name="Ready to take in 10 rows")).to_be_visible()
    expect(page.get_by_text("Who is this?")).to_have_count(0)
    account = PlatformAccount.objects.get(store=store, name="小铃铛")
    assert account.holdings.get().agent == agent2
    page.get_by_role("button", name="Take in 10 rows").click()
    expect(page.get_by_role("button", name="Undo the import")).to_be_visible()

    page.goto("/kpi/rollup/")
    page.get_by_role("row", name=str(week)).get_by_role("button", name="Compute again").click()
    expect(page.get_by_role("row", name=str(week))).to_contain_text("up to date")
    page.locator(".cs-side").get_by_role("link", name="Scores").click()
    table = page.locator("#team-table table")
    expect(table.get_by_role("row", name="Agent One")).to_contain_text("20 s")
    expect(table.get_by_role("row", name="Agent Two")).to_contain_text("40 s")
    # From the sums, (150 × 20 + 50 × 40) / 200; the mean of the two would be 30.
    expect(table.get_by_role("row", name="Team, from sums")).to_contain_text("25 s")


def test_an_agent_on_a_phone_sees_the_own_week_and_no_colleagues(
    tab: Opens, figures: Store, agent: Agent, agent2: Agent
) -> None:
    page = tab(360, 740)
    sign_in(page, agent)
    page.goto("/kpi/week/")
    card = page.locator(".cs-metric, tr, li").filter(has_text="First response time").first
    expect(card).to_contain_text("20")
    expect(page.locator("body")).not_to_contain_text(agent2.name)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    own = page.goto(f"/kpi/people/{agent.pk}/")
    assert own is not None
    assert own.status == 200
    for address in (f"/kpi/people/{agent2.pk}/", f"/staff/people/{agent2.pk}/"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404
        expect(page.locator("body")).not_to_contain_text(agent2.name)


def test_hr_takes_a_report_that_opens_in_a_spreadsheet_reader(
    tab: Opens, figures: Store, hr: Agent, agent: Agent, agent2: Agent, week: Week
) -> None:
    page = tab()
    sign_in(page, hr)
    page.locator(".cs-side").get_by_role("link", name="Reports", exact=True).click()
    page.locator("[name=first]").fill(week.monday.isoformat())
    page.locator("[name=last]").fill(week.sunday.isoformat())
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("row", name="Agent One")).to_contain_text("20 s")
    page.get_by_role("button", name="Take as XLSX").click()
    page.goto("/staff/downloads/")
    with page.expect_download() as waiting:
        page.locator("main a[href*='/downloads/']").first.click()
    data = Path(waiting.value.path()).read_bytes()

    book = openpyxl.load_workbook(BytesIO(data))
    sheet = book.worksheets[0]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    at = {name: number for number, name in enumerate(lines[0])}
    found = {line[at["employee_no"]]: line for line in lines[1:]}
    assert [found[who.employee_no][at["frt_avg"]] for who in (agent, agent2)] == [20, 40]
    assert [found[who.employee_no][at["frt_avg__n"]] for who in (agent, agent2)] == [150, 50]
    assert sheet.freeze_panes is not None
    assert sheet.freeze_panes.endswith("2")
    words = [cell.value for row in book.worksheets[1].iter_rows() for cell in row]
    assert {"frt_avg", "English", "中文"} <= set(words)

    other = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    assert other.sheet_names == book.sheetnames
    again = other.get_sheet_by_index(0).to_python()
    assert again[0] == lines[0]
    assert {type(line[at["frt_avg"]]) for line in again[1:]} <= {int, float}


def test_chinese_and_back_before_and_after_signing_in(tab: Opens, agent: Agent) -> None:
    page = tab()
    html = page.locator("html")
    page.goto("/accounts/login/")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    expect(html).to_have_attribute("lang", "zh-Hans")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    sign_in(page, agent)
    side = page.locator(".cs-side")
    expect(side.get_by_role("link", name="My week")).to_be_visible()
    page.get_by_role("button", name="中文").click()
    expect(html).to_have_attribute("lang", "zh-Hans")
    expect(side.get_by_role("link", name="My week")).to_have_count(0)
    page.get_by_role("button", name="English").click()
    expect(html).to_have_attribute("lang", "en")
    expect(side.get_by_role("link", name="My week")).to_be_visible()
