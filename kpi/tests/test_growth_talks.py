"""Talks are private to the two and their lead; evaluations go in order; proposals stand on facts."""

import datetime as dt

import pytest
from auditlog.models import LogEntry
from django.db import IntegrityError, transaction
from django.urls import reverse
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from cstm.errors import DomainError
from kpi.models import CitedFact, Evaluation, GrowthGoal, IncentiveWish, OneToOne, Proposal
from kpi.selectors.growth.facts import facts_on_record
from kpi.services.growth import evaluations, goals, proposals, talks
from kpi.tests.factories_praise import NOW, TODAY, attended, praised
from shifts.models import AttendanceDay
from staff.models import Notice
from staff.tests.factories import make_agent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
ONE = dt.timedelta(days=1)
SECRET = "the-words-of-two"


def api(person):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.get_or_create(user=person.user)[0].key}")
    return client


@pytest.fixture
def talk(agent, lead):
    return talks.hold(
        agent=agent,
        leader=lead,
        held_on=TODAY,
        notes=SECRET,
        next_on=TODAY + 14 * ONE,
        actor=lead.user,
        now=NOW,
    )


# --- one-to-one talks -----------------------------------------------------------------------------------


def test_the_two_and_their_lead_read_a_talk_and_nobody_else(talk, request, client_of):
    url = reverse("kpi:talk_detail", args=[talk.pk])
    for name in ("agent", "lead", "supervisor"):
        page = client_of(request.getfixturevalue(name)).get(url)
        assert page.status_code == 200, name
        assert SECRET in page.content.decode()
    for name in ("agent2", "stranger", "hr", "qa", "manager", "admin"):
        assert client_of(request.getfixturevalue(name)).get(url).status_code == 404, name


def test_the_api_gives_talks_to_the_same_people(talk, request):
    for name, seen in (("agent", 1), ("lead", 1), ("supervisor", 1), ("manager", 0), ("admin", 0), ("hr", 0)):
        rows = api(request.getfixturevalue(name)).get("/api/v1/kpi/growth/talks/").json()["results"]
        assert len(rows) == seen, name


def test_no_page_of_the_person_shows_a_talk_to_others(talk, agent, supervisor, manager, admin, client_of):
    url = reverse("kpi:growth_agent", args=[agent.pk])
    link = reverse("kpi:talk_detail", args=[talk.pk])
    for person, seen in ((supervisor, True), (manager, False), (admin, False)):
        assert (link in client_of(person).get(url).content.decode()) is seen


def test_the_audit_trail_has_no_word_of_it_and_hides_it_from_others(talk, admin, agent, client_of):
    kept = LogEntry.objects.get(additional_data__action="talk.add")
    assert SECRET not in str(kept.changes) + kept.object_repr
    assert "Agent One" not in str(kept.changes) + kept.object_repr
    page = client_of(admin).get(reverse("staff:audit_list")).content.decode()
    assert "One-to-one talk" not in page
    rows = api(admin).get("/api/v1/staff/audit/").json()["results"]
    assert not [row for row in rows if "talk" in str(row)]


def test_the_next_date_is_told_and_nothing_of_the_words(talk):
    told = Notice.objects.filter(kind="kpi.talk_next")
    assert {str(row.agent) for row in told} == {"Agent One", "Lead"}
    assert SECRET not in str(list(told.values_list("params", flat=True)))


def test_a_talk_is_one_of_two_that_was_held(agent, lead):
    known = {"agent": agent, "leader": lead, "held_on": TODAY, "notes": "x", "actor": None, "now": NOW}
    for wrong, word in (
        ({"leader": agent}, "one of two"),
        ({"held_on": TODAY + ONE}, "once it was held"),
        ({"notes": " "}, "few words"),
        ({"next_on": TODAY}, "day to come"),
    ):
        with pytest.raises(DomainError, match=word):
            talks.hold(**{**known, **wrong})
    with pytest.raises(IntegrityError), transaction.atomic():
        OneToOne.objects.create(agent=agent, leader=agent, held_on=TODAY, notes="x")


def test_the_person_adds_words_and_the_leader_does_not(talk, agent, lead, client_of):
    url = reverse("kpi:talk_answer", args=[talk.pk])
    assert client_of(lead).post(url, {"answer": "no"}).status_code == 422
    client_of(agent).post(url, {"answer": "I agree."})
    talk.refresh_from_db()
    assert talk.answer == "I agree."


def test_a_leader_writes_a_talk_down_on_a_page(agent, stranger, lead, client_of):
    url = reverse("kpi:talk_new", args=[agent.pk])
    client_of(lead).post(url, {"held_on": TODAY, "notes": "About the evening shifts."})
    assert OneToOne.objects.get().leader == lead
    assert client_of(lead).get(reverse("kpi:talk_new", args=[stranger.pk])).status_code == 404


# --- what somebody would be glad of, goals --------------------------------------------------------------


def test_the_wish_is_seen_by_the_person_and_the_own_leader_alone(agent, lead, request, client_of):
    client_of(agent).post(reverse("kpi:incentives"), {"text": SECRET})
    url = f"/api/v1/kpi/growth/people/{agent.pk}/incentives/"
    assert api(agent).get(url).json() == api(lead).get(url).json() == {"text": SECRET}
    for name in ("agent2", "supervisor", "manager", "hr", "admin"):
        assert api(request.getfixturevalue(name)).get(url).status_code == 404, name
    page = client_of(request.getfixturevalue("supervisor")).get(reverse("kpi:growth_agent", args=[agent.pk]))
    assert SECRET not in page.content.decode()
    assert api(lead).put(url, {"text": "mine"}).status_code == 403
    client_of(agent).post(reverse("kpi:incentives"), {"text": ""})
    assert not IncentiveWish.objects.exists()
    assert SECRET not in str(list(LogEntry.objects.values_list("changes", flat=True)))


def test_a_personal_goal_serves_one_of_the_team_or_the_company(agent, team, admin):
    company = goals.save_goal(None, values={"level": "company", "title": "Known for care"}, actor=admin.user)
    ours = goals.save_goal(
        None, values={"level": "team", "team": team, "title": "94 %", "serves": company}, actor=None
    )
    mine = goals.save_goal(
        None, values={"level": "personal", "agent": agent, "title": "Ask twice", "serves": ours}, actor=None
    )
    assert mine.serves.serves == company
    with pytest.raises(DomainError, match="serves one"):
        goals.save_goal(ours, values={"serves": mine}, actor=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        GrowthGoal.objects.create(level="personal", team=team, title="x")


def test_goals_are_set_for_oneself_and_for_ones_part_of_the_tree(agent, agent2, lead, team, other_team):
    url = "/api/v1/kpi/growth/goals/"
    mine = api(agent).post(url, {"level": "personal", "title": "Learn returns"})
    assert mine.status_code == 201
    assert mine.json()["agent"] == agent.pk
    for body in (
        {"level": "personal", "agent": agent2.pk, "title": "x"},
        {"level": "team", "team": team.pk, "title": "x"},
        {"level": "company", "title": "x"},
    ):
        assert api(agent).post(url, body).status_code == 403
    assert api(lead).post(url, {"level": "team", "team": team.pk, "title": "x"}).status_code == 201
    assert api(lead).post(url, {"level": "team", "team": other_team.pk, "title": "x"}).status_code == 403
    assert [row["title"] for row in api(agent2).get(url).json()["results"]] == ["x"]


# --- evaluations ----------------------------------------------------------------------------------------


@pytest.fixture
def evaluation(agent, lead, team, supervisor):
    evaluations.open_cycle(
        title="Second half",
        team=team,
        first=TODAY - 90 * ONE,
        last=TODAY,
        self_until=TODAY + 7 * ONE,
        lead_until=TODAY + 14 * ONE,
        actor=supervisor.user,
        now=NOW,
    )
    return Evaluation.objects.get(agent=agent)


def test_a_round_reaches_everybody_who_has_a_leader(evaluation, lead, supervisor):
    pairs = {(str(row.agent), str(row.leader)) for row in Evaluation.objects.all()}
    assert pairs == {("Agent One", "Lead"), ("Lead", "Supervisor"), ("Supervisor", "Lead")} or pairs == {
        ("Agent One", "Lead"),
        ("Lead", "Supervisor"),
    }
    assert Notice.objects.filter(kind="kpi.evaluation_turn", agent__name="Agent One").count() == 1


def test_self_leader_talk_both_signatures_and_next_goals(evaluation, agent, lead, client_of):
    page = reverse("kpi:evaluation_detail", args=[evaluation.pk])
    part = reverse("kpi:evaluation_part", args=[evaluation.pk])
    talk = reverse("kpi:evaluation_talk", args=[evaluation.pk])
    sign = reverse("kpi:evaluation_sign", args=[evaluation.pk])
    mine, hers = client_of(agent), client_of(lead)

    assert hers.post(part, {"lead_strengths": "too early", "hand_in": "1"}).status_code == 422
    mine.post(part, {"self_strengths": "I stayed calm"})
    assert "I stayed calm" not in hers.get(page).content.decode()
    mine.post(part, {"self_strengths": "I stayed calm", "hand_in": "1"})
    assert "I stayed calm" in hers.get(page).content.decode()

    hers.post(part, {"lead_weak": "Ask sooner", "hand_in": "1"})
    assert "Ask sooner" not in mine.get(page).content.decode()
    assert "Ask sooner" not in str(api(agent).get("/api/v1/kpi/growth/evaluations/").json())
    assert mine.post(sign).status_code == 422
    said = {"talk_on": TODAY, "notes": "We agreed.", "next_goals": "Ask sooner\n\nLearn returns"}
    assert mine.post(talk, said).status_code == 422
    hers.post(talk, said)
    assert "Ask sooner" in mine.get(page).content.decode()

    mine.post(sign)
    assert hers.post(talk, {**said, "notes": "changed"}).status_code == 422
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.talk_notes) == ("sign", "We agreed.")
    hers.post(sign)
    hers.post(sign)
    evaluation.refresh_from_db()
    assert evaluation.state == "done"
    assert sorted(GrowthGoal.objects.filter(agent=agent).values_list("title", flat=True)) == [
        "Ask sooner",
        "Learn returns",
    ]


def test_nobody_else_writes_or_signs_and_the_trail_has_none_of_the_words(
    evaluation, agent, agent2, supervisor, client_of
):
    assert client_of(agent2).get(reverse("kpi:evaluation_detail", args=[evaluation.pk])).status_code == 404
    sign = reverse("kpi:evaluation_sign", args=[evaluation.pk])
    assert client_of(supervisor).post(sign).status_code == 422
    client_of(agent).post(
        reverse("kpi:evaluation_part", args=[evaluation.pk]), {"self_weak": SECRET, "hand_in": "1"}
    )
    assert SECRET not in str(list(LogEntry.objects.values_list("changes", flat=True)))
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.filter(pk=evaluation.pk).update(agent_signed_at=NOW)


# --- proposals ------------------------------------------------------------------------------------------


def test_a_proposal_stands_on_facts_on_record(agent, agent2, lead):
    attended(agent, TODAY - ONE, state="late")
    row = praised(agent, agent2, TODAY, text="Helped me")
    keys = [fact.key for fact in facts_on_record(agent, TODAY)]
    assert keys == [f"praise:{row.pk}", f"attendance:{agent_day(agent)}"]
    known = {
        "kind": "reward",
        "agent": agent,
        "by": lead,
        "what": "A day off",
        "actor": lead.user,
        "now": NOW,
    }
    for wrong, word in (
        ({"cited": []}, "at least one fact"),
        ({"cited": ["praise:999999"]}, "not on record"),
        ({"cited": keys, "agent": lead}, "for oneself"),
        ({"cited": keys, "what": ""}, "Say what"),
    ):
        with pytest.raises(DomainError, match=word):
            proposals.propose(**{**known, **wrong})
    assert not Proposal.objects.exists()
    proposal = proposals.propose(**known, cited=keys)
    assert [fact.words_en for fact in CitedFact.objects.all()] == [
        "20 November 2026: late",
        "Praised by Agent Two: Helped me",
    ]
    assert "Agent Two" in proposal.facts.get(kind="praise").words_zh


def agent_day(agent):
    return AttendanceDay.objects.get(agent=agent).pk


def test_a_fact_of_somebody_else_is_no_fact(agent, agent2, lead):
    row = praised(agent2, agent, TODAY)
    with pytest.raises(DomainError, match="not on record"):
        proposals.propose(
            kind="reward", agent=agent, by=lead, what="x", cited=[f"praise:{row.pk}"], actor=None, now=NOW
        )


@pytest.fixture
def proposal(agent, agent2, lead):
    row = praised(agent, agent2, TODAY)
    return proposals.propose(
        kind="reward", agent=agent, by=lead, what="A day off", cited=[f"praise:{row.pk}"], actor=None, now=NOW
    )


def test_another_decides_with_a_word(proposal, lead, supervisor, agent, client_of):
    url = reverse("kpi:proposal_decide", args=[proposal.pk])
    assert client_of(lead).post(url, {"decision": "agree", "answer": "yes"}).status_code == 422
    assert client_of(supervisor).post(url, {"decision": "agree", "answer": ""}).status_code == 422
    assert "A day off" not in client_of(agent).get(reverse("kpi:growth_mine")).content.decode()
    client_of(supervisor).post(url, {"decision": "agree", "answer": "Well earned."})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == ("agreed", supervisor)
    assert Notice.objects.filter(kind="kpi.proposal_decided", agent=lead).count() == 1
    assert "A day off" in client_of(agent).get(reverse("kpi:growth_mine")).content.decode()


def test_peers_and_the_person_do_not_find_it(proposal, agent, agent2, client_of, team):
    url = reverse("kpi:proposal_detail", args=[proposal.pk])
    for person in (agent, agent2):
        assert client_of(person).get(url).status_code == 403
    deputy = make_agent("deputy", team=team, role="leader", granted_for=team, login=True)
    assert client_of(deputy).get(url).status_code == 200
    own = praised(deputy, agent, TODAY)
    about_deputy = proposals.propose(
        kind="reward",
        agent=deputy,
        by=proposal.proposed_by,
        what="x",
        cited=[f"praise:{own.pk}"],
        actor=None,
        now=NOW,
    )
    answer = client_of(deputy).get(reverse("kpi:proposal_detail", args=[about_deputy.pk]))
    assert answer.status_code == 404


def test_the_leader_proposes_on_a_page_that_lists_the_facts(agent, agent2, lead, client_of):
    row = praised(agent, agent2, TODAY, text="Helped me")
    url = reverse("kpi:proposal_new", args=[agent.pk])
    assert "Praised by Agent Two: Helped me" in client_of(lead).get(url).content.decode()
    wrong = client_of(lead).post(url, {"kind": "reward", "what": "A course"})
    assert "Cite at least one fact on record." in wrong.content.decode()
    client_of(lead).post(url, {"kind": "reward", "what": "A course", "facts": [f"praise:{row.pk}"]})
    assert Proposal.objects.get().what == "A course"
