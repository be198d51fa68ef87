"""Pictures for the README, made in Chromium from a running demo.

make run                                        # in one terminal
.venv/bin/python docs/screenshots.py [ADDRESS]  # in another; needs requirements-dev.txt and Chromium
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ADDRESS = "http://127.0.0.1:8000"
FOLDER = Path(__file__).resolve().parent / "img"
PASSWORD = "cstm-demo-2026"
FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"


def open_page(
    browser: Browser, address: str, *, role: str = "", width: int = 1280, height: int = 800
) -> Page:
    """A tab of a size, signed in where a role is given."""
    size = ViewportSize(width=width, height=height)
    page = browser.new_context(base_url=address, viewport=size, locale="en-GB").new_page()
    page.goto("/accounts/login/")
    if role:
        page.locator("#id_login").fill(role)
        page.locator("#id_password").fill(PASSWORD)
        page.locator("#id_password").press("Enter")
        page.locator("[popovertarget=cs-account]").wait_for()
    return page


def take(page: Page, name: str, url: str = "") -> None:
    """Go there and keep the picture of the window."""
    if url:
        page.goto(url)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png")
    sys.stdout.write(f"{name}.png {(FOLDER / f'{name}.png').stat().st_size // 1024} kB\n")


def main(address: str) -> None:
    """What a newcomer sees in the first ten minutes, one picture a step."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS.split())
        take(open_page(browser, address, width=900, height=640), "login")
        supervisor = open_page(browser, address, role="supervisor")
        take(supervisor, "home", "/")
        supervisor.goto("/kpi/imports/?state=staged")
        supervisor.locator("main table a").first.click()
        take(supervisor, "preview")
        take(supervisor, "team-week", "/kpi/teams/")
        take(open_page(browser, address, role="agent", width=390, height=780), "my-week", "/kpi/week/")
        supervisor.goto("/shifts/rosters/?state=draft")
        supervisor.locator("main tr", has_text="售前").locator("a").first.click()
        take(supervisor, "roster")
        take(open_page(browser, address, role="agent", width=390, height=780), "my-shifts", "/shifts/mine/")
        hr = open_page(browser, address, role="hr")
        hr.get_by_role("button", name="中文").click()
        hr.goto("/kpi/report/")
        hr.locator("main form button.btn").last.click()
        take(hr, "report-zh")
        hr.get_by_role("button", name="English").click()
        hr.wait_for_load_state("networkidle")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else ADDRESS)
