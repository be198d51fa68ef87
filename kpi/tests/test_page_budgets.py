"""Each page asks the same number of questions at 20 and at 200 people: fifteen or fewer, home 25."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cstm.weeks import Week
from kpi.models import Record
from kpi.services import rollup
from kpi.services.weeks import mark_dirty
from kpi.tests.factories import a_store
from kpi.tests.factories_schemes import FIRST, a_published
from staff.models import AccountHolding, Agent, Membership, PlatformAccount

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
WEEK = Week.parse("2026-W46")
REPORT = {
    "first": "2026-11-02",
    "last": "2026-11-15",
    "period": "week",
    "by": "agent",
    "metrics": "frt_avg",
}
PAGES = {
    "kpi:my_week": ("lead", {}, 15),
    "kpi:team_week": ("supervisor", {}, 15),
    "kpi:store_week": ("supervisor", {}, 15),
    "kpi:report": (
        "hr",
        {"first": "2026-11-02", "last": "2026-11-15", "period": "week", "by": "agent", "metrics": "frt_avg"},
        15,
    ),
    "kpi:rollup_status": ("supervisor", {}, 15),
    "kpi:metric_list": ("lead", {}, 15),
    "kpi:target_list": ("supervisor", {}, 15),
    "kpi:fact_settings": ("supervisor", {}, 15),
    "home": ("supervisor", {}, 25),
    # A leader's card also shows the cover of praise: more questions than an agent's.
    "kpi:my_scorecard": ("lead", {"period": "2026-11"}, 17),
    "kpi:scorecards": ("lead", {"period": "2026-11"}, 15),
    "kpi:scheme_list": ("supervisor", {}, 15),
    "kpi-api:scorecards": ("lead", {"period": "2026-11"}, 15),
    "kpi-api:schemes": ("lead", {}, 15),
    "kpi-api:agent_weeks": ("lead", {}, 15),
    "kpi-api:team_weeks": ("lead", {}, 15),
    "kpi-api:store_weeks": ("supervisor", {}, 15),
    "kpi-api:report": ("hr", {"first": "2026-W45", "last": "2026-W46", "metrics": "frt_avg"}, 15),
}


def grow(team, count):
    """Bring the team to so many people with two weeks of figures."""
    store = a_store()
    have = Agent.objects.filter(employee_no__startswith="B").count()
    agents = Agent.objects.bulk_create(
        Agent(employee_no=f"B{number:03d}", name=f"Person {number:03d}") for number in range(have, count)
    )
    Membership.objects.bulk_create(Membership(agent=agent, team=team) for agent in agents)
    accounts = PlatformAccount.objects.bulk_create(
        PlatformAccount(store=store, name=f"account {agent.employee_no}") for agent in agents
    )
    AccountHolding.objects.bulk_create(
        AccountHolding(account=account, agent=agent) for account, agent in zip(accounts, agents, strict=True)
    )
    Record.objects.bulk_create(
        Record(
            store=store,
            account=account,
            agent=agent,
            date=day,
            last_date=day,
            source="qianniu_reception",
            first_resp_secs=900,
            first_resp_n=30,
            reception_users=30,
        )
        for account, agent in zip(accounts, agents, strict=True)
        for day in (WEEK.monday, WEEK.shift(-1).monday)
    )
    for week in (WEEK, WEEK.shift(-1)):
        mark_dirty([week.monday])
        rollup.roll_up(week)


def queries(client, name, params):
    """How many questions the database is asked by one call of a page."""
    cache.clear()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(reverse(name), params)
    assert answer.status_code == 200
    return [
        query["sql"]
        for query in asked.captured_queries
        if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))
    ]


@pytest.mark.parametrize("name", PAGES)
def test_queries_do_not_grow_with_the_team(name, request, client_of, team, lead, supervisor, hr):
    who, params, most = PAGES[name]
    client = client_of(request.getfixturevalue(who))
    a_published({**FIRST, "weight": 100})
    grow(team, 20)
    queries(client, name, params)
    few = queries(client, name, params)
    grow(team, 200)
    many = queries(client, name, params)
    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= most, "\n".join(many)
