"""Somebody falls ill: the ways that the page shows, what a press does, and months that lie side by side."""

import datetime as dt

import pytest
from django.urls import reverse

from shifts.choices import RosterState
from shifts.models import Assignment, NeedPattern, Roster, ShiftChange
from shifts.tests.factories import assign, make_desk, make_roster, template
from staff.models import Block
from staff.tests.factories import make_agent

pytestmark = pytest.mark.django_db


def url(name: str, roster: Roster) -> str:
    return reverse(f"shifts:{name}", args=[roster.pk])


def test_somebody_falls_ill_and_one_way_out_is_taken(client_of, team, agent, agent2, supervisor, today):
    roster = make_roster(team, state=RosterState.PUBLISHED)
    third = make_agent("third", name="Third", team=team)
    desk = make_desk("Line", agent, agent2, third)
    day = dt.date(2026, 11, 25)
    NeedPattern.objects.create(desk=desk, template=template("D"), weekday=day.weekday(), heads=1)
    assign(roster, agent, day, "D", desk)
    assign(roster, agent2, day - dt.timedelta(days=1), "N", desk)  # Too short a rest for agent2.
    client = client_of(supervisor)
    said = {"agent": agent.pk, "first": "2026-11-25", "last": "2026-11-25"}
    page = client.post(url("roster_repair", roster), said)
    ways = page.context["ways"]
    names = [step.name for way in ways for step in way.steps]
    assert names[0] == "Third"
    assert "Agent Two" not in names
    assert [(each.able, each.others) for each in page.context["takers"]] == [
        (1, "1 does not serve this desk, 1 rest rule")
    ]
    assert (
        "1 person may take it. The others may not: 1 does not serve this desk, 1 rest rule."
        in page.content.decode()
    )
    assert client.post(url("roster_repair", roster), {**said, "way": ways[0].text}).status_code == 302
    assert [(row.agent, row.template.code_en) for row in Assignment.objects.filter(day=day)] == [(third, "D")]
    assert Block.objects.get().agent == agent
    assert {change.agent for change in ShiftChange.objects.all()} == {agent, third}


def test_a_repair_across_the_months_end_mends_both_and_a_slip_of_the_year_blocks_nobody(
    client_of, team, agent, agent2, supervisor, today
):
    roster = make_roster(team, state=RosterState.PUBLISHED)
    following = make_roster(team, dt.date(2026, 12, 1), state=RosterState.PUBLISHED)
    desk = make_desk("Line", agent, agent2)
    assign(roster, agent, dt.date(2026, 11, 30), "D", desk)
    for number, letter in ((1, "D"), (2, "E"), (3, "-"), (9, "D")):
        assign(following, agent, dt.date(2026, 12, number), letter, desk)
    client = client_of(supervisor)
    said = {"agent": agent.pk, "first": "2026-11-30", "last": "2026-12-03"}
    page = client.post(url("roster_repair", roster), said)
    [also] = page.context["beside"]
    assert [(step.day.day, step.name) for step in also.way.steps] == [(1, "Agent Two"), (2, "Agent Two")]
    assert f'name="also-{following.pk}" value="{also.way.text}"' in page.content.decode().replace("&gt;", ">")
    way = page.context["ways"][0].text
    for last, words in (
        ("2036-12-03", "At most 366 days"),
        ("9999-12-31", "At most 366 days"),
    ):
        refused = client.post(url("roster_repair", roster), {**said, "last": last, "way": way})
        assert (refused.status_code, words in refused.content.decode()) == (422, True)
    far = {**said, "first": "9999-12-31", "last": "9999-12-31", "way": way}
    refused = client.post(url("roster_repair", roster), far)
    assert "outside this roster" in refused.content.decode()
    assert not Block.objects.exists()
    # Without the other month's way its shifts stay, and the page says so.
    whole = {**said, "way": way, f"also-{following.pk}": also.way.text}
    assert client.post(url("roster_repair", roster), whole).status_code == 302
    rows = Assignment.objects.filter(agent=agent2).order_by("day").values_list("day", "template__code_en")
    assert [(each.month, each.day, letter) for each, letter in rows if letter != "-"] == [
        (11, 30, "D"),
        (12, 1, "D"),
        (12, 2, "E"),
    ]
    left = Assignment.objects.filter(agent=agent, template__start__isnull=False)
    assert list(left.values_list("day", flat=True)) == [dt.date(2026, 12, 9)]
    assert Block.objects.count() == 1


def test_ways_of_two_months_that_break_a_rule_together_are_refused_and_nothing_is_written(
    client_of, team, agent, agent2, supervisor, today
):
    roster = make_roster(team, state=RosterState.PUBLISHED)
    following = make_roster(team, dt.date(2026, 12, 1), state=RosterState.PUBLISHED)
    desk = make_desk("Line", agent, agent2)
    assign(roster, agent, dt.date(2026, 11, 30), "N", desk)  # It ends at 02:00.
    assign(following, agent, dt.date(2026, 12, 1), "D", desk)  # It begins at 08:30.
    client = client_of(supervisor)
    said = {"agent": agent.pk, "first": "2026-11-30", "last": "2026-12-01"}
    page = client.post(url("roster_repair", roster), said)
    [also] = page.context["beside"]
    whole = {**said, "way": page.context["ways"][0].text, f"also-{following.pk}": also.way.text}
    refused = client.post(url("roster_repair", roster), whole)
    assert (refused.status_code, "break a rule together" in refused.content.decode()) == (422, True)
    assert Assignment.objects.filter(agent=agent).count() == 2
    assert not Block.objects.exists()
    alone = client.post(url("roster_repair", roster), {**said, "way": whole["way"]}, follow=True)
    assert "1 published shift of this person in these days stays" in alone.content.decode()


def test_where_nobody_free_may_step_in_two_change_and_all_rules_are_kept(
    client_of, team, agent, agent2, supervisor, today
):
    roster = make_roster(team, state=RosterState.PUBLISHED)
    third = make_agent("third", name="Third", team=team)
    desk = make_desk("Line", agent, agent2, third)
    day, before = dt.date(2026, 11, 25), dt.date(2026, 11, 24)
    for letter in "DE":
        NeedPattern.objects.create(desk=desk, template=template(letter), weekday=day.weekday(), heads=1)
    assign(roster, agent, day, "D", desk)
    assign(roster, agent2, day, "E", desk)
    assign(roster, third, before, "N", desk)  # Too short a rest for the day, long enough for the evening.
    client = client_of(supervisor)
    said = {"agent": agent.pk, "first": "2026-11-25", "last": "2026-11-25"}
    page = client.post(url("roster_repair", roster), said)
    [way], [shift] = page.context["ways"], page.context["takers"]
    assert (shift.able, shift.others) == (
        0,
        "1 does not serve this desk, 1 on another shift that day, 1 rest rule",
    )
    assert [(step.giver, step.template.code_en, step.name) for step in way.steps] == [
        ("Agent One", "D", "Agent Two"),
        ("Agent Two", "E", "Third"),
    ]
    assert client.post(url("roster_repair", roster), {**said, "way": way.text}).status_code == 302
    found = {row.agent: row.template.code_en for row in Assignment.objects.filter(day=day)}
    assert found == {agent2: "D", third: "E"}
    assert {change.agent for change in ShiftChange.objects.all()} == {agent, agent2, third}
