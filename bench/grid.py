"""The grid of 200 people by 31 days in Chromium: answer, size, time to the first key, frames while scrolling,
the popover of a cell, and the page of conflicts.

python -m bench.grid --people 200 --browser /usr/bin/chromium
"""

import argparse
import datetime as dt
import json
import os
import shutil
from typing import Any

from bench.scratch import database

MONTH = dt.date(2026, 12, 1)
FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
# Scrolls the grid down and across for two seconds and keeps the time between frames.
SCROLL = """() => new Promise((done) => {
  const wrap = document.querySelector("[data-roster]");
  const frames = [];
  let last = performance.now();
  const begun = last;
  const step = (now) => {
    frames.push(now - last);
    last = now;
    wrap.scrollTop = (wrap.scrollTop + 60) % (wrap.scrollHeight - wrap.clientHeight);
    if (now - begun < 2000) requestAnimationFrame(step); else done(frames.slice(2));
  };
  requestAnimationFrame(step);
})"""
# From the press of a key to the frame after the cell shows its new letter.
TYPED = """(letter) => new Promise((done) => {
  const cell = document.activeElement;
  const begun = performance.now();
  new MutationObserver((_all, self) => {
    if (!cell.textContent.startsWith(letter)) return;
    self.disconnect();
    requestAnimationFrame(() => done(performance.now() - begun));
  }).observe(cell, { childList: true, subtree: true, characterData: true });
  const key = letter.toLowerCase();
  cell.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
})"""


# From the press of Enter on the chosen cell to the frame after its popover says something.
OPENED = """() => new Promise((done) => {
  const why = document.getElementById("cell-why");
  const begun = performance.now();
  new MutationObserver((_all, self) => {
    if (!why.textContent.trim()) return;
    self.disconnect();
    requestAnimationFrame(() => done(performance.now() - begun));
  }).observe(why, { childList: true, subtree: true });
  document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
})"""


def world(people: int) -> tuple[int, Any]:
    """A published team of people with a shift on each day; the roster and its supervisor's log-in."""
    from shifts.models import Assignment, NeedPattern, Roster
    from shifts.selectors.rosters import days_of, templates
    from shifts.services.cell_rows import row_of
    from staff.models import Agent, Desk, DeskAssignment, Membership, RoleGrant, Team, User

    team = Team.objects.create(name="Care", path="Care")
    desk = Desk.objects.create(name="Line")
    agents = [Agent(employee_no=f"P{n:03d}", name=f"Person {n:03d}") for n in range(people)]
    agents = Agent.objects.bulk_create(agents)
    Membership.objects.bulk_create([Membership(agent=each, team=team) for each in agents])
    DeskAssignment.objects.bulk_create([DeskAssignment(agent=each, desk=desk) for each in agents])
    kinds = {each.code_en: each for each in templates().values()}
    roster = Roster.objects.create(team=team, month=MONTH)
    Assignment.objects.bulk_create(
        row_of(roster, each.pk, day, kinds["DDEE--N"[(place + day.day) % 7]], desk.pk, pinned=False)
        for place, each in enumerate(agents)
        for day in days_of(MONTH)
    )
    for weekday in range(7):
        NeedPattern.objects.create(desk=desk, template=kinds["D"], weekday=weekday, heads=people // 4)
    user = User.objects.create_superuser("bench", password="bench-bench-bench")
    agent = Agent.objects.create(employee_no="S1", name="Supervisor", user=user)
    RoleGrant.objects.create(agent=agent, role="supervisor")
    return roster.pk, user


def measure(people: int, browser: str) -> dict[str, object]:
    """Open the page in the browser, scroll, type."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.test import Client, override_settings
    from django.test.testcases import LiveServerThread
    from playwright.sync_api import sync_playwright

    roster, user = world(people)
    client = Client()
    client.force_login(user)
    thread = LiveServerThread("localhost", StaticFilesHandler)
    with override_settings(ALLOWED_HOSTS=["*"], SECURE_SSL_REDIRECT=False):
        thread.daemon = True
        thread.start()
        thread.is_ready.wait()
        if thread.error:
            raise thread.error
        try:
            with sync_playwright() as driver:
                opened = driver.chromium.launch(executable_path=browser, args=FLAGS.split())
                context = opened.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
                site = f"http://localhost:{thread.port}"
                cookies = [
                    {"name": name, "value": each.value, "url": site} for name, each in client.cookies.items()
                ]
                context.add_cookies(cookies)
                page = context.new_page()
                address = f"{site}/shifts/rosters/{roster}/"
                page.goto(address)  # The first one warms what the server compiles.
                return {"people": people, **_timed(page, address)}
        finally:
            thread.terminate()


def _timed(page: Any, address: str) -> dict[str, object]:
    """Figures of one visit, in milliseconds and bytes."""
    answer = page.goto(address)
    size = len(answer.body())
    page.locator("td[tabindex='0']").wait_for()
    ready = page.evaluate("performance.now()")
    times = page.evaluate("performance.getEntriesByType('navigation')[0].toJSON()")
    page.wait_for_load_state("networkidle")
    frames = sorted(page.evaluate(SCROLL))
    page.locator("td[tabindex='0']").focus()
    first = page.evaluate("document.activeElement.textContent")
    typed = page.evaluate(TYPED, "N" if first != "N" else "D")
    page.wait_for_load_state("networkidle")
    opened = page.evaluate(OPENED)
    conflicts = page.goto(f"{address}conflicts/")
    asked = page.evaluate("performance.getEntriesByType('navigation')[0].toJSON()")
    return {
        "html_bytes": size,
        "answer_ms": round(times["responseStart"] - times["requestStart"]),
        "drawn_ms": round(times["domContentLoadedEventEnd"]),
        "keys_ready_ms": round(ready),
        "frames": len(frames),
        "frame_ms_median": round(frames[len(frames) // 2], 1),
        "frame_ms_p95": round(frames[int(len(frames) * 0.95)], 1),
        "frame_ms_longest": round(frames[-1], 1),
        "typed_to_shown_ms": round(typed),
        "popover_ms": round(opened),
        "conflicts_answer_ms": round(asked["responseStart"] - asked["requestStart"]),
        "conflicts_drawn_ms": round(asked["domContentLoadedEventEnd"]),
        "conflicts_bytes": len(conflicts.body()),
    }


def main() -> None:
    """Parse the arguments and print the figures as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--browser", default=shutil.which("chromium") or "chromium")
    parser.add_argument("--database", default="sqlite", help="sqlite, or the address of a PostgreSQL server")
    chosen = parser.parse_args()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # The browser's loop runs in this thread.
    with database(chosen.database) as kind:
        print(json.dumps({"database": kind, **measure(chosen.people, chosen.browser)}, indent=1))


if __name__ == "__main__":
    main()
