"""The demo team: loaded once for the module, and everything that it is there to show."""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Sum
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from cstm import demo
from cstm.weeks import Week
from kpi.choices import BatchState
from kpi.models import (
    ImportBatch,
    ImportRow,
    Interaction,
    ProductRecord,
    Record,
    SchemeVersion,
    WeeklyFacts,
)
from kpi.rules.periods import Period
from kpi.selectors.schemes.totals import score_totals
from shifts.models import Scenario
from staff.models import Agent, Membership, PlatformAccount, User

NOON = dt.datetime(2026, 11, 21, 4, 0, tzinfo=dt.UTC)
LAST = Week.last_full(dt.date(2026, 11, 21))
pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Twelve agents and three weeks in one transaction, taken back at the end: this module's `db`."""
    with (
        django_db_blocker.unblock(),
        time_machine.travel(NOON, tick=False),
        override_settings(DEMO=True),
        transaction.atomic(),
    ):
        call_command("demo", agents=12, weeks=3, verbosity=0)
        yield
        transaction.set_rollback(True)


def _week_facts(*names: str) -> dict[str, Decimal]:
    rows = WeeklyFacts.objects.filter(monday=LAST.monday)
    return {name: rows.aggregate(all=Sum(name))["all"] for name in names}


@pytest.mark.parametrize("name", demo.ACCOUNTS)
def test_each_log_in_opens_with_the_one_password(name: str) -> None:
    user = Agent.objects.get(user__username=name).user
    assert user.is_active
    assert user.check_password(demo.PASSWORD)
    assert not user.check_password(demo.PASSWORD + "x")


def test_each_page_of_demand_shows_something(client: Any) -> None:
    client.force_login(User.objects.get(username="manager"), backend=settings.AUTHENTICATION_BACKENDS[-1])

    def page(name: str, **query: Any) -> str:
        answer = client.get(reverse(f"shifts:{name}"), query)
        assert answer.status_code == 200
        return answer.content.decode()

    forecast = page("demand_forecast")
    assert "off by" in forecast
    assert re.search(r"Lift of 3 past events\. ×1\.[4-8]\d of a plain day\.", forecast)
    assert "from the forecast" in page("demand", month="2026-12")
    both = [row.pk for row in Scenario.objects.all()]
    assert len(both) == 2
    compared = page("scenario_list", **{"with": both})
    assert "×1.8" in compared
    assert "CNY" in compared
    assert "no hourly rates" not in compared
    whatif = page("demand_whatif", first="2026-12-14", last="2026-12-14", chats="2", level="80", aht="150",
                  share="100", begin="08:30", end="26:00", lift="2")  # fmt: skip
    assert "Cost of the roster" in whatif


def test_a_mover_has_a_row_for_each_team_of_the_last_full_week() -> None:
    moved = Membership.objects.get(valid_from=LAST.monday + dt.timedelta(days=3))
    mover = moved.agent
    teams = Membership.objects.filter(agent=mover).order_by("valid_from").values_list("team", "valid_from")
    assert len(teams) == 2
    assert teams[1] == (moved.team_id, moved.valid_from)
    rows = WeeklyFacts.objects.filter(agent=mover, monday=LAST.monday)
    assert set(rows.values_list("team", flat=True)) == {team for team, _ in teams}


def test_a_leaver_keeps_rows_up_to_the_last_day() -> None:
    [leaver] = Agent.objects.filter(left_on__lt=timezone.localdate())
    assert LAST.shift(-2).monday <= leaver.left_on <= LAST.shift(-2).sunday
    days = Record.objects.filter(agent=leaver).values_list("date", flat=True)
    assert LAST.shift(-2).monday <= max(days) <= leaver.left_on
    assert leaver.user is None or not leaver.user.is_active


def test_calls_after_midnight_count_on_the_sunday_on_which_the_shift_began() -> None:
    midnight = timezone.make_aware(dt.datetime.combine(LAST.shift(1).monday, dt.time()))
    late = Interaction.objects.filter(start__gte=midnight, start__lt=midnight + dt.timedelta(hours=4))
    assert late.exists()
    assert set(late.values_list("business_date", flat=True)) == {LAST.sunday}
    assert Record.objects.filter(date=LAST.sunday, store__name="云杉服务热线").exists()


def test_an_unknown_name_waits_in_several_files() -> None:
    waiting = ImportRow.objects.filter(state="waiting")
    [name] = set(waiting.values_list("account", flat=True))
    assert waiting.values("batch").distinct().count() > 1
    assert not PlatformAccount.objects.filter(name=name, holdings__isnull=False).exists()


def test_figures_of_the_last_full_week_are_pending() -> None:
    rows = WeeklyFacts.objects.filter(monday=LAST.monday).exclude(pending="")
    assert any("inq_pay_users" in pending for pending in rows.values_list("pending", flat=True))
    assert WeeklyFacts.objects.filter(monday=LAST.shift(-2).monday, pending="").exists()


def test_one_file_is_read_and_waits_with_two_rows_to_mend() -> None:
    states = set(ImportBatch.objects.values_list("state", flat=True))
    assert states == {BatchState.COMMITTED, BatchState.STAGED}
    [batch] = ImportBatch.objects.filter(state=BatchState.STAGED)
    assert (batch.counts["refused"], batch.counts["new"]) == (2, 0)
    assert batch.counts["changed"] > 0
    assert batch.counts["same"] > 0


def test_the_flagship_has_products_and_a_day_of_its_own() -> None:
    assert ProductRecord.objects.filter(date=LAST.monday, last_date=LAST.sunday).count() > 5
    alone = WeeklyFacts.objects.filter(monday=LAST.monday, agent=None, store__name="云杉旗舰店")
    assert alone.aggregate(all=Sum("consult_users"))["all"] > 0


def test_the_figures_are_believable() -> None:
    sums = _week_facts("rate_good", "rate_recv", "reception_users", "consult_users")
    assert Decimal("0.92") < sums["rate_good"] / sums["rate_recv"] < Decimal("0.99")
    assert Decimal("0.95") < sums["reception_users"] / sums["consult_users"] < 1


def test_a_second_time_is_refused_with_a_sentence() -> None:
    with pytest.raises(CommandError, match="There are people already"):
        call_command("demo", agents=12, weeks=3)


def test_outside_demo_mode_it_is_refused() -> None:
    with override_settings(DEMO=False), pytest.raises(CommandError, match="only in demo mode"):
        call_command("demo")
    assert settings.DEMO


def test_the_ready_made_schemes_score_the_team() -> None:
    versions = SchemeVersion.objects.filter(state="published")
    assert {version.sample for version in versions} == {"pre_sales", "after_sales", "mixed", "team_leader"}
    assert SchemeVersion.objects.filter(state="draft", sample="").exists()
    found = score_totals(Agent.objects.values_list("pk", flat=True), Period.parse("2026-11"))
    scored = [total for total in found.values() if total.points is not None]
    assert len(scored) >= 10
    assert all(total.formula for total in scored)
