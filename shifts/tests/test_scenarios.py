"""What-if: other volumes and absences against this roster, money for who may see it, open shifts."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from shifts.models import OpenShift, Scenario, Volume
from shifts.selectors import scenarios as reads
from shifts.selectors.scenarios import Tried
from shifts.selectors.staffing_plan import Assumptions
from shifts.services import open_shifts
from shifts.tests.demand_world import FIRST, forecast, make_world
from shifts.tests.factories import assign, make_desk, make_roster, moment
from staff.choices import Role
from staff.models import DeskAssignment, RoleGrant
from staff.tests.factories import make_team

pytestmark = pytest.mark.django_db
BUDGET = 15
ASKED = {"first": "2026-12-01", "last": "2026-12-02", "lift": "2", "away": "0", "overtime": "on"}
ASKED |= {"chats": "1", "level": "80", "within": "20", "shrinkage": "0", "share": "100"}
ASKED |= {"begin": "09:00", "end": "23:00"}
MONEY = ("Cost of the roster", "CNY", '"cost"')


@pytest.fixture
def world(team, agent, agent2, today):
    made = make_world(team, agent, agent2)
    made.found = forecast(made.desk)
    return made


def whatif(world, client, **more):
    return client.get(reverse("shifts:demand_whatif"), {**ASKED, "desk": world.desk.pk, **more})


def keep(world, client, name: str, **more) -> Scenario:
    url = f"{reverse('shifts:demand_whatif')}?desk={world.desk.pk}"
    answer = client.post(url, {**ASKED, "name": name, **more})
    assert answer.status_code == 302, answer.content.decode()
    return Scenario.objects.get(name=name)


def said(answer) -> str:
    return answer.content.decode()


def test_heads_and_gap_by_hour_follow_lift_time_chats_and_absence(world, agent, agent2):
    plan = Assumptions(begin=540, end=1380)

    def at_ten(tried: Tried) -> tuple[int, int, int]:
        result = reads.work_out(world.desk, world.found, plan, tried, FIRST, FIRST)
        _day, _minute, _volume, needed, there, gap = result["slots"][1]
        return needed, there, gap

    # 60 contacts an hour of 180 s are 3 erlangs: 5 agents for 80 % in 20 s; one works by day.
    assert at_ten(Tried()) == (5, 1, 4)
    assert at_ten(Tried(lift=2)) == (9, 1, 8)
    assert at_ten(Tried(aht=360)) == (9, 1, 8)
    assert at_ten(Tried(factor=2.5)) == (3, 1, 2)
    assert at_ten(Tried(away=1)) == (5, 0, 5)
    assert at_ten(Tried(who=(agent.pk,))) == (5, 0, 5)
    assert at_ten(Tried(who=(agent2.pk,))) == (5, 1, 4)  # who has no shift is missed by nobody
    assert at_ten(Tried(away=7)) == (5, 0, 5)
    assert at_ten(Tried(lift=0)) == (0, 1, -1)


def test_cost_is_hours_by_rate_and_the_laws_factor(world, agent2):
    holiday = dt.date(2027, 1, 1)
    found = forecast(world.desk, FIRST, holiday)
    plan = Assumptions(begin=600, end=660)
    tried = Tried(overtime=True)

    def cost(day: dt.date, tried: Tried) -> tuple[Decimal, Decimal]:
        made = reads.work_out(world.desk, found, plan, tried, day, day)
        sums, gap = made["cost"], max(0, made["slots"][0][5])
        return Decimal(sums["roster"]), Decimal(sums["missing"]) / (gap * 30)

    paid = Decimal(assign(world.roster, agent2, FIRST + dt.timedelta(days=1), "D", world.desk).paid_minutes)
    roster, factor = cost(FIRST + dt.timedelta(days=1), tried)
    assert roster == (paid / 60 * 30).quantize(Decimal("0.01"))
    assert factor == Decimal("1.5")
    assert cost(FIRST + dt.timedelta(days=1), Tried(overtime=False))[1] == 1
    saturday = dt.date(2026, 12, 5)
    assign(world.roster, agent2, saturday, "D", world.desk)
    assert cost(saturday, tried)[1] == 2
    made = reads.work_out(world.desk, found, plan, tried, holiday, holiday)["cost"]
    assert made["unpriced"] > 0  # nobody is on that roster, so nobody's grade is known


def test_what_stands_beyond_the_contracted_week_and_on_a_seventh_day_costs_more(world, agent2):
    """Six days of 8 h at another desk are 8 h beyond 40; the seventh, here, is the rest day that was lost."""
    monday = dt.date(2026, 12, 7)
    elsewhere = make_desk("Elsewhere", agent2)
    paid = [
        assign(world.roster, agent2, monday + dt.timedelta(days=n), "D", world.desk if n > 4 else elsewhere)
        for n in range(7)
    ]
    hours = paid[0].paid_minutes / 60
    plan = Assumptions(begin=600, end=660)
    found = forecast(world.desk, monday, monday + dt.timedelta(days=6))

    def roster(day: dt.date) -> Decimal:
        made = reads.work_out(world.desk, found, plan, Tried(), day, day)
        return Decimal(made["cost"]["roster"])

    beyond = max(0, 6 * hours - 40)
    assert beyond > 0
    saturday, sunday = (monday + dt.timedelta(days=n) for n in (5, 6))
    assert roster(saturday) == Decimal(str((hours - beyond) * 30 + beyond * 45)).quantize(Decimal("0.01"))
    assert roster(sunday) == Decimal(str(hours * 60)).quantize(Decimal("0.01"))


def test_sums_of_pay_are_for_those_alone_who_may_see_them(client_of, supervisor, lead, manager, hr, world):
    row = keep(world, client_of(supervisor), "Busy")
    keep(world, client_of(supervisor), "Busier", lift="3")
    pages = [
        lambda client: whatif(world, client),
        lambda client: client.get(reverse("shifts:scenario_detail", args=[row.pk])),
        lambda client: client.get(
            reverse("shifts:scenario_list"), {"with": list(Scenario.objects.values_list("pk", flat=True))}
        ),
        lambda client: client.get(reverse("shifts-api:scenarios")),
    ]
    for open_page in pages:
        for person in (supervisor, lead):
            text = said(open_page(client_of(person)))
            assert not [word for word in MONEY if word in text], person
    for open_page in pages[:3]:
        for person in (manager, hr):
            text = said(open_page(client_of(person)))
            assert "Cost of the roster" in text
            assert "CNY" in text
    for person, sees in ((supervisor, False), (lead, False), (manager, True), (hr, True)):
        results = client_of(person).get(reverse("shifts-api:scenarios")).json()["results"]
        assert len(results) == 2
        assert all(("cost" in each["result"]) is sees for each in results)


def test_pay_of_another_part_stays_hidden_from_who_sees_that_desk(
    client_of, supervisor, lead, other_team, stranger, world
):
    row = keep(world, client_of(supervisor), "Busy")
    RoleGrant.objects.create(agent=lead, role=Role.HR, team=other_team)
    detail = reverse("shifts:scenario_detail", args=[row.pk])
    assert "Cost of the roster" not in said(client_of(lead).get(detail))
    RoleGrant.objects.create(agent=lead, role=Role.HR, team=world.roster.team)
    assert "Cost of the roster" in said(client_of(lead).get(detail))
    RoleGrant.objects.filter(team=other_team).delete()
    DeskAssignment.objects.create(agent=stranger, desk=world.desk)  # now the sum holds a stranger's pay
    assert "Cost of the roster" not in said(client_of(lead).get(detail))


def test_scenarios_stand_side_by_side(
    client_of, supervisor, manager, agent, world, django_assert_max_num_queries
):
    one = keep(world, client_of(supervisor), "Plain", lift="1")
    two = keep(world, client_of(supervisor), "Double 11", lift="2.5", away="2", who=[agent.pk])
    assert two.inputs["tried"]["who"] == [agent.pk]
    assert keep(world, client_of(supervisor), "Plain", lift="1").pk == one.pk
    client = client_of(manager)
    client.get(reverse("shifts:roster_list"))
    with django_assert_max_num_queries(BUDGET):
        text = said(client.get(reverse("shifts:scenario_list"), {"with": [one.pk, two.pk]}))
    for words in ("Side by side", "×2.5", "Hours missing", "Cost of the missing hours"):
        assert words in text
    nameless = {**ASKED, "name": " "}
    refused = client.post(f"{reverse('shifts:demand_whatif')}?desk={world.desk.pk}", nameless)
    assert refused.status_code == 422
    assert "Give the scenario a name" in said(refused)


def test_people_of_other_parts_are_not_named(client_of, supervisor, agent, stranger, world):
    DeskAssignment.objects.create(agent=stranger, desk=world.desk)
    shown = said(whatif(world, client_of(supervisor)))
    assert "Agent One" in shown
    assert "Stranger" not in shown
    assert whatif(world, client_of(supervisor), who=[stranger.pk]).status_code == 422


def test_odd_questions_get_a_sentence(client_of, supervisor, lead, world):
    client = client_of(supervisor)
    assert "The forecast reaches from" in said(whatif(world, client, last="2026-12-20"))
    assert "At most 31 days" in said(whatif(world, client, last="2027-03-01"))
    assert "Name a service level" in said(whatif(world, client, level=""))
    assert "end within 24 hours" in said(whatif(world, client, end="40:00"))
    assert whatif(world, client, lift="much").status_code == 422
    url = f"{reverse('shifts:demand_whatif')}?desk={world.desk.pk}"
    assert client_of(lead).post(url, {**ASKED, "name": "Mine"}).status_code == 403
    assert not Scenario.objects.exists()


def test_gaps_become_open_shifts_once(client_of, supervisor, agent2, world):
    client = client_of(supervisor)
    row = keep(world, client, "Busy", lift="1")
    wanted = reads.open_shifts(row.result, list(reads.ShiftTemplate.objects.filter(active=True)))
    url = reverse("shifts:scenario_open", args=[row.pk])
    values = {"day": [FIRST.isoformat()], "roster": world.roster.pk}
    make_roster(make_team("Care/Pre-sales/Others"), FIRST, state="published")  # nobody there serves the desk
    page = client.get(reverse("shifts:scenario_detail", args=[row.pk]))
    assert "Offer these shifts" in said(page)
    assert page.context["rosters"] == [world.roster]
    client.post(url, values)
    heads = sum(OpenShift.objects.values_list("heads", flat=True))
    assert heads == sum(wanted[FIRST].values()) > 0
    again = client.post(url, values, follow=True)
    assert "offered already" in said(again)
    assert sum(OpenShift.objects.values_list("heads", flat=True)) == heads
    first = OpenShift.objects.filter(template__code_en="D").first()
    open_shifts.claim(first, agent2, actor=agent2.user, now=dt.datetime.now(dt.UTC))
    client.post(url, values)  # the shift that was taken is not asked for again
    assert sum(OpenShift.objects.values_list("heads", flat=True)) == heads
    left = client.get(reverse("shifts:scenario_detail", args=[row.pk])).context["openings"]
    assert [each.day for each in left] == [FIRST + dt.timedelta(days=1)]


def test_shifts_that_have_begun_fill_no_gap(client_of, supervisor, world):
    row = keep(world, client_of(supervisor), "Busy", lift="1")
    with time_machine.travel(moment(FIRST, 12 * 60), tick=False):
        client_of(supervisor).post(
            reverse("shifts:scenario_open", args=[row.pk]),
            {
                "day": [FIRST.isoformat(), (FIRST + dt.timedelta(days=1)).isoformat()],
                "roster": world.roster.pk,
            },
        )
    offered = [(each.day, each.template.start) for each in OpenShift.objects.select_related("template")]
    assert offered
    assert all(when > FIRST or start > 12 * 60 for when, start in offered)


def test_gaps_are_not_offered_on_other_months_days_or_by_others(client_of, supervisor, lead, world):
    row = keep(world, client_of(supervisor), "Busy")
    url = reverse("shifts:scenario_open", args=[row.pk])
    client = client_of(supervisor)
    assert "lacks a whole shift" in said(
        client.post(url, {"day": ["2026-11-01", "odd"], "roster": world.roster.pk}, follow=True)
    )
    assert "Choose the month" in said(client.post(url, {"day": ["2026-12-01"]}, follow=True))
    assert client_of(lead).post(url, {"day": ["2026-12-01"], "roster": world.roster.pk}).status_code == 403
    assert not OpenShift.objects.exists()


def test_where_no_log_tells_the_handling_time_a_figure_stands_there(client_of, supervisor, world):
    client, page = client_of(supervisor), {"desk": world.desk.pk}
    typed = 'name="aht" value="180"'
    assert typed not in said(client.get(reverse("shifts:demand_whatif"), page))
    Volume.objects.update(handle_secs=None)
    forecast(world.desk)
    assert typed in said(client.get(reverse("shifts:demand_whatif"), page))
    assert "The logs give no handling time" in said(whatif(world, client, aht=""))
