"""The queue proposes true reasons, drawn from a person's own facts."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cstm.weeks import Week
from kpi.models import Case
from kpi.selectors.praise import reasons as found
from kpi.services import rollup
from kpi.services.weeks import mark_dirty
from kpi.tests.factories import a_store
from kpi.tests.factories_praise import NOW, TODAY, attended, served, weeks_of
from shifts.models import HandoverItem, SwapRequest
from staff.models import Certificate, Qualification
from staff.tests.factories import make_agent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
LAST = Week.last_full(TODAY)
HOUR = dt.timedelta(hours=1)


def reasons(agent):
    return found.reasons({agent.pk: "Care/Pre-sales"}, TODAY).get(agent.pk, [])


def kinds(agent):
    return [one.kind for one in reasons(agent)]


def roll(weeks):
    for back in range(weeks):
        mark_dirty([LAST.shift(-back).monday])
        rollup.roll_up(LAST.shift(-back))


def handed(agent, writer, *, late=False, closed=True):
    return HandoverItem.objects.create(
        store=a_store(),
        kind="buyer",
        title="A buyer waits",
        written_by=writer,
        accept_by=NOW,
        accepted_by=agent,
        accepted_at=NOW + HOUR if late else NOW - HOUR,
        state="closed" if closed else "accepted",
        closed_at=NOW if closed else None,
    )


def test_without_facts_nothing_is_proposed(agent):
    assert reasons(agent) == []


def test_an_own_best_names_the_figure_its_count_and_the_weeks(agent):
    weeks_of(agent, [50, 48, 52, 40], last=LAST)
    roll(4)
    [best] = [one for one in reasons(agent) if one.key == "own_best:frt_avg"]
    assert best.text == "Own best in 4 weeks: First response time 40 s, n 150."
    assert str(LAST) in best.url


def test_a_figure_that_was_better_before_is_no_own_best(agent):
    weeks_of(agent, [50, 39, 52, 40], last=LAST)
    roll(4)
    assert "own_best" not in kinds(agent)


def test_the_first_full_week_at_target_says_the_target(agent):
    weeks_of(agent, [50, 48, 52, 30], last=LAST)
    roll(4)
    [first] = [one for one in reasons(agent) if one.key == "first_above:frt_avg"]
    assert "30 s" in first.text
    assert "35 s" in first.text


def test_a_handover_was_kept_only_where_every_item_was_in_time(agent, agent2):
    handed(agent, agent2)
    handed(agent, agent2, closed=False)
    [kept] = reasons(agent)
    assert kept.text == "Kept the handover: all 2 items accepted in time, 1 closed."
    handed(agent, agent2, late=True)
    assert reasons(agent) == []


def test_stepping_in_passing_and_being_on_time(agent, agent2):
    SwapRequest.objects.create(kind="cover", asker=agent2, partner=agent, day=TODAY, state="approved")
    SwapRequest.objects.create(kind="cover", asker=agent2, partner=agent, day=TODAY, state="offered")
    course = Certificate.objects.create(code="returns", name_en="Returns", name_zh="退换货")
    Qualification.objects.create(agent=agent, certificate=course, valid_from=TODAY)
    attended(agent, TODAY, TODAY - dt.timedelta(days=1))
    assert [one.text for one in reasons(agent)] == [
        "Took over a shift for Agent Two on Saturday 21 November.",
        "Passed “Returns” on Saturday 21 November.",
        "Worked 2 shifts in the last seven days; on time at every one.",
    ]
    attended(agent, TODAY - dt.timedelta(days=2), state="late")
    assert "on_time" not in kinds(agent)


def test_cases_solved_in_time_are_a_reason_and_a_late_one_is_none(agent):
    def case(**values):
        known = {"kind": "complaint", "store": a_store(), "title": "A parcel", "owner": agent, "day": TODAY}
        known |= {"opened_at": NOW - HOUR, "state": "closed", "closed_at": NOW, "first_closed_at": NOW}
        return Case.objects.create(**{**known, **values})

    case(in_time=True, first_contact=True)
    assert [one.text for one in reasons(agent)] == ["Solved 1 case in time, at the first contact."]
    case(in_time=True)
    assert [one.kind for one in reasons(agent)] == ["case"]
    assert "2 cases in time, 1 of them" in reasons(agent)[0].text
    case(in_time=False)
    assert reasons(agent) == []


def test_buyers_praise_is_counted_beside_all_ratings(agent):
    served(agent, TODAY, rate_5=4, rate_recv=6)
    assert [one.text for one in reasons(agent)] == [
        "4 buyers were very satisfied, of 6 ratings in the last seven days."
    ]


def test_no_reason_compares_with_others_and_no_more_than_four_are_shown(agent, agent2, team):
    weeks_of(agent, [50, 48, 52, 30], last=LAST)
    weeks_of(agent2, [90, 90, 90, 90], last=LAST)
    handed(agent, agent2)
    served(agent, TODAY, rate_5=4, rate_recv=6)
    attended(agent, TODAY, TODAY - dt.timedelta(days=1))
    roll(4)
    texts = [one.text for one in reasons(agent)]
    assert len(texts) == 4
    assert len(set(kinds(agent))) == 4
    for word in ("top", "first of", "better than", "than others", "rank", "most of all", "Agent Two"):
        assert all(word not in text for text in texts)


def test_two_hundred_people_cost_as_many_questions_as_twenty(team):
    def cost(n):
        people = {make_agent(team=team).pk: "Care/Pre-sales" for _n in range(n)}
        with CaptureQueriesContext(connection) as asked:
            found.reasons(people, TODAY)
        return len(asked)

    assert cost(20) == cost(200) <= 9
