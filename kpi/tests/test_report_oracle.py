"""The report beside a plain count by hand over the same records, on scattered data."""

import datetime as dt
import random
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest

from cstm.weeks import Week, period_label
from kpi import rules
from kpi.metrics import METRICS
from kpi.models import Record
from kpi.selectors.report import report
from kpi.selectors.report_query import ReportQuery
from kpi.tests.factories import MONDAY, a_move, a_record, a_store, a_team, an_account, an_agent
from staff.choices import STILL
from staff.models import Agent, Membership

pytestmark = pytest.mark.django_db
CODES = ("reply_rate", "frt_avg", "consult_users", "csat", "aht", "inq_lost_users", "csat_score")
USED = (
    *("consult_users", "noreply_users", "first_resp_secs", "first_resp_n", "rate_recv", "rate_good"),
    *("reception_secs", "sessions", "reception_users", "inquiry_users", "inq_order_users"),
    *("rate_5", "rate_4", "rate_3", "rate_2", "rate_1"),
)
SPAN = [day for n in range(-1, 2) for day in Week(MONDAY).shift(n).days]


def scatter(seed: int) -> None:
    """Five people, two stores, three weeks, most days with some facts only."""
    chance = random.Random(seed)
    stores = [a_store(), a_store("Plum shop")]
    records = []
    for n in range(5):
        agent = an_agent(f"A{n}", team=a_team(f"Care/{'NS'[n % 2]}") if n else None)
        if n in (2, 3):
            a_move(agent, team=a_team("Care/W"), on=chance.choice(SPAN))
        for place in range(chance.randint(1, 3)):
            account = an_account(chance.choice(stores), agent, f"{n}-{place}")
            for day in SPAN:
                for source in chance.sample(("aa", "bb"), chance.choice((0, 1, 1, 2))):
                    held = USED if source == "aa" else USED[::2]
                    kept = chance.sample(held, chance.randint(1, len(held)))
                    records.append(
                        Record(
                            store=account.store,
                            account=account,
                            agent=agent,
                            date=day,
                            last_date=day,
                            source=source,
                            **{code: Decimal(chance.randint(0, 99)) for code in kept},
                        )
                    )
    Record.objects.bulk_create(records)


def days_by_hand() -> dict[tuple[int, dt.date], dict[str, rules.Parts | None]]:
    """Merge the reports of each account's day, keep what is complete, and add the accounts of a day."""
    units: dict[tuple, dict[str, Decimal]] = defaultdict(dict)
    for record in Record.objects.all():
        unit = units[(record.agent_id, record.account_id, record.date)]
        for code in USED:
            number = getattr(record, code)
            if number is not None:
                unit[code] = unit.get(code, Decimal(0)) + number
    accounts: dict[tuple, list[dict]] = defaultdict(list)
    for (agent_id, _account, day), facts in units.items():
        accounts[(agent_id, day)].append(facts)
    found = {}
    for key, parts in accounts.items():
        whole = {code: rules.combine(rules.parts(METRICS[code], facts) for facts in parts) for code in CODES}
        found[key] = {code: part and replace(part, days=1) for code, part in whole.items()}
    return found


def by_hand(by: str, period: str) -> dict[tuple, dict[str, rules.Parts | None]]:
    """Add up the days of each period and thing."""
    numbers = dict(Agent.objects.values_list("pk", "employee_no"))
    teams = list(Membership.objects.values_list("agent_id", "valid_from", "valid_to", "team__path"))
    sums: dict[tuple, dict[str, list]] = defaultdict(lambda: defaultdict(list))
    for (agent_id, day), cells in days_by_hand().items():
        team = [path for pk, first, last, path in teams if pk == agent_id and first <= day <= last]
        key = (period_label(day, period), *(team or [""]), numbers[agent_id] if by == "agent" else "")
        for code, part in cells.items():
            sums[key][code].append(part)
    return {key: {code: rules.combine(found) for code, found in cells.items()} for key, cells in sums.items()}


@pytest.mark.parametrize("seed", [11, 12])
def test_the_report_is_what_one_counts_by_hand(seed):
    scatter(seed)
    for by, period in product(("agent", "team"), ("day", "week", "month")):
        expected = by_hand(by, period)
        rows = list(report(ReportQuery(SPAN[0], SPAN[-1], by=by, period=period, metrics=CODES)).rows)
        assert [(row.period, row.team, row.employee_no) for row in rows] == sorted(expected)
        for row in rows:
            for code in CODES:
                cell = rules.cell(METRICS[code], expected[(row.period, row.team, row.employee_no)][code])
                found = row.cells[code]
                assert (found.value, found.n, found.state) == (cell.value, cell.n, cell.state), (row, code)


def test_attrition_is_leavers_over_the_mean_head_count():
    team, store = a_team("Care"), a_store()
    people = [an_agent(f"A{n}", team=team) for n in range(5)]
    account = an_account(store, people[0])
    a_record(store, account, MONDAY, consult_users=1)
    left = people[4]
    left.left_on = MONDAY
    left.save()
    Membership.objects.filter(agent=left, valid_to=STILL).update(valid_to=MONDAY)
    asked = {"first": MONDAY.replace(day=1), "last": MONDAY.replace(day=30), "metrics": ("attrition",)}
    (row,) = report(ReportQuery(by="team", period="month", **asked)).rows
    assert row.cells["attrition"].value == (Decimal(1) / Decimal("4.5")).quantize(Decimal("1e-10"))
    assert row.cells["attrition"].n == Decimal("4.5")
    (row,) = report(ReportQuery(by="agent", period="month", **asked)).rows
    assert row.cells["attrition"].value is None
