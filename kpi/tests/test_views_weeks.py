"""Weeks of people: whose one may see, what stands beside each number, and what a few people keep apart."""

import datetime as dt

import pytest
from django.urls import reverse

from cstm.weeks import Week
from kpi.models import Target
from kpi.services import rollup
from kpi.services.weeks import mark_dirty
from kpi.tests.factories import a_record, a_store, an_account
from staff.tests.factories import make_agent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
WEEK = Week.parse("2026-W46")


def serve(person, *, weeks=1, secs=300, n=30, store=None, **facts):
    """Give a person a record on the Monday of each of some weeks, the last full one included."""
    store = store or a_store()
    account = an_account(store, person)
    for back in range(weeks):
        values = {"first_resp_secs": secs, "first_resp_n": n, "reception_users": n, **facts}
        a_record(store, account, WEEK.shift(-back).monday, **values)
    compute(weeks)


def compute(count=1):
    """Compute the last weeks anew: the clock of these tests stands still, so they are marked as changed."""
    for back in range(count):
        mark_dirty([WEEK.shift(-back).monday])
        rollup.roll_up(WEEK.shift(-back))


def page_of(client, name, *args, **params):
    answer = client.get(reverse(name, args=args), params)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_own_week_shows_value_count_target_and_gap(client_of, agent):
    serve(agent, secs=930, n=30)
    Target.objects.create(metric="frt_avg", value=35, valid_from=dt.date(2026, 1, 1))
    page = page_of(client_of(agent), "kpi:my_week")
    assert "31" in page
    assert "n 30" in page
    assert "35 s or less" in page
    assert "4 s quicker than target" in page
    assert "first response seconds ÷ first responses" in page


def test_few_data_is_a_word_in_the_numbers_place(client_of, agent):
    serve(agent, secs=77, n=3)
    page = page_of(client_of(agent), "kpi:my_week")
    assert "few data" in page
    assert "at least 20 needed" in page
    assert "25.7" not in page


def test_pending_says_when_it_ripens_and_is_no_zero(client_of, agent):
    serve(agent, inquiry_users=40, pending=",inq_pay_users,", ripe_on=dt.date(2026, 11, 27))
    page = page_of(client_of(agent), "kpi:my_week", set="sales")
    assert "pending" in page
    assert "ripens on 27 November 2026" in page


def test_what_nobody_keeps_yet_is_said_so(client_of, agent):
    serve(agent)
    page = page_of(client_of(agent), "kpi:my_week", set="hours")
    assert "not yet collected" in page


def test_the_own_best_is_named_without_a_place_among_others(client_of, agent):
    store = a_store()
    account = an_account(store, agent)
    for back, secs in enumerate((900, 600, 1200)):
        a_record(
            store,
            account,
            WEEK.shift(-back).monday,
            first_resp_secs=secs,
            first_resp_n=30,
            reception_users=30,
        )
        rollup.roll_up(WEEK.shift(-back))
    page = page_of(client_of(agent), "kpi:my_week")
    assert "own best 20 s in 2026-W45" in page


def test_an_empty_week_says_what_will_be_here(client_of, agent):
    page = page_of(client_of(agent), "kpi:my_week")
    assert "No figures for these weeks yet" in page


def test_an_agent_sees_no_colleague(client_of, agent, agent2, stranger):
    client = client_of(agent)
    for person in (agent2, stranger):
        assert client.get(reverse("kpi:agent_week", args=[person.pk])).status_code == 404
        day = reverse("kpi:agent_day", args=[person.pk, WEEK.monday])
        assert client.get(day).status_code == 404
    assert client.get(reverse("kpi:agent_week", args=[agent.pk])).status_code == 200
    assert client.get(reverse("kpi:team_week")).status_code == 403


def test_a_leader_sees_the_own_team_alone(client_of, lead, agent, stranger, other_team):
    serve(agent)
    client = client_of(lead)
    assert client.get(reverse("kpi:agent_week", args=[agent.pk])).status_code == 200
    assert client.get(reverse("kpi:agent_week", args=[stranger.pk])).status_code == 404
    assert client.get(reverse("kpi:team_week"), {"team": other_team.pk}).status_code == 404
    page = page_of(client, "kpi:team_week")
    assert "Agent One" in page
    assert "Stranger" not in page


def test_a_week_that_is_none_or_lies_ahead_is_not_there(client_of, agent):
    client = client_of(agent)
    for week in ("2026-W54", "x", "2030-W01"):
        assert client.get(reverse("kpi:my_week"), {"week": week}).status_code == 404


def test_the_teams_figure_is_from_sums_with_its_count(client_of, lead, agent, agent2):
    store = a_store()
    serve(agent, secs=900, n=90, store=store)
    serve(agent2, secs=1000, n=10, store=store)
    page = page_of(client_of(lead), "kpi:team_week")
    assert "19 s" in page, "1,900 s over 100 answers"
    assert "n 100" in page
    assert "55 s" not in page


@pytest.mark.parametrize(("others", "shown"), [(3, False), (4, True)])
def test_the_middle_half_appears_from_five_people_up(client_of, lead, team, agent, others, shown):
    store = a_store()
    serve(agent, store=store)
    for number in range(others):
        serve(make_agent(f"X{number}", team=team), secs=300 + number, store=store)
    page = page_of(client_of(lead), "kpi:team_week")
    assert ("Where it lies" in page) is shown
    assert ("from five people up" in page) is not shown
    own = page_of(client_of(agent), "kpi:my_week")
    assert ("The middle half of the team lies between" in own) is shown


def test_filters_leave_people_out_and_keep_the_order_of_names(client_of, lead, team):
    store = a_store()
    Target.objects.create(metric="frt_avg", value=35, valid_from=dt.date(2026, 1, 1))
    for name, secs in (("Cai", 1500), ("An", 900), ("Bo", 1200)):
        serve(make_agent(name, team=team), secs=secs, store=store)
    page = page_of(client_of(lead), "kpi:team_week")
    assert page.index(">An<") < page.index(">Bo<") < page.index(">Cai<")
    page = page_of(client_of(lead), "kpi:team_week", show="gap")
    assert ">An<" not in page
    assert page.index(">Bo<") < page.index(">Cai<")


def test_falling_is_against_the_own_past(client_of, lead, team):
    store = a_store()
    falling, steady = make_agent("Falling", team=team), make_agent("Steady", team=team)
    for person, series in ((falling, [60, 58, 30, 31, 30, 29]), (steady, [60, 58, 60, 61, 59, 60])):
        account = an_account(store, person)
        for back, mean in enumerate(series):
            facts = {"first_resp_secs": mean * 30, "first_resp_n": 30, "reception_users": 30}
            a_record(store, account, WEEK.shift(-back).monday, **facts)
    compute(6)
    page = page_of(client_of(lead), "kpi:team_week", show="falling")
    assert "Falling" in page
    assert "Steady" not in page


def test_a_day_leads_down_to_its_source_rows(client_of, lead, agent):
    serve(agent, secs=930, n=30)
    page = page_of(client_of(lead), "kpi:agent_day", agent.pk, WEEK.monday)
    assert "first responses" in page
    assert "930" in page
    assert "Lotus flagship" in page
    page = page_of(client_of(lead), "kpi:agent_day", agent.pk, WEEK.sunday)
    assert "No report of this day names this person" in page


def test_htmx_gets_the_table_alone(client_of, lead, agent):
    serve(agent)
    answer = client_of(lead).get(reverse("kpi:team_week"), headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert 'id="team-table"' in page
    assert "<html" not in page


def test_a_log_in_without_a_person_is_told_so(client, django_user_model):
    user = django_user_model.objects.create_superuser("root", "root@example.test", "x")
    client.force_login(user)
    assert "No person belongs to this log-in" in page_of(client, "kpi:my_week")
