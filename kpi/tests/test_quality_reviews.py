"""Draws, reviews, answers, disputes, second looks, repeated misses, and what they are as facts."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cstm.errors import DomainError
from kpi.choices.quality import ProblemState, ReviewState
from kpi.models import (
    CaseAction,
    QualityProblem,
    Record,
    Review,
    SampleDraw,
    WeeklyFacts,
    WeekState,
)
from kpi.rules.quality_scores import SKIPPED
from kpi.services import rollup
from kpi.services.quality import plans, problems, reviews
from kpi.services.quality.reviews import Said
from kpi.tests.factories_quality import (
    TODAY,
    WEEK,
    a_chat,
    a_form,
    a_plan,
    a_review,
    answers,
    disputed,
    drawn,
    reviewed,
)
from staff.models import Notice
from staff.tests.factories import make_agent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
MISS = Said("none", turn=2, cause="knowledge", note="Call 13812345678")


@pytest.fixture
def qa2(db):
    return make_agent("qa2", name="Second QA", role="qa", login=True)


def test_a_draw_is_repeated_by_its_stored_seed(agent, agent2, stranger, qa, team):
    plan = a_plan(qa, team=team, per_agent=3)
    for day in WEEK.days:
        for person in (agent, agent2, stranger):
            a_chat(person, day, rating=5 if day.day % 2 else 2)
    row = plans.draw(plan, WEEK, actor=qa.user, today=TODAY, seed="a seed")
    first = set(row.reviews.values_list("chat_id", "reviewer_id"))
    assert (row.seed, row.chats, row.drawn) == ("a seed", 14, 6)
    assert set(row.reviews.values_list("agent", flat=True)) == {agent.pk, agent2.pk}
    row.reviews.all().delete()
    picked = plans.pick(plans.chats_of(plan, WEEK), 3, [qa.pk], "a seed")
    assert {(chat.pk, reviewer) for chat, reviewer in picked} == first
    assert plans.draw(plan, WEEK, actor=None, today=TODAY) == row
    assert Notice.objects.filter(agent=qa, kind="quality.sampled").count() == 1


def test_a_seed_of_its_own_is_kept_with_each_draw(agent, qa):
    a_chat(agent)
    row = drawn(a_plan(qa))
    assert len(row.seed) == 32


def test_nobody_reviews_an_own_chat(agent, qa, qa2):
    a_chat(qa)
    a_chat(agent)
    row = drawn(a_plan(qa, qa2))
    assert row.reviews.get(agent=qa).reviewer == qa2
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(agent=qa).update(reviewer=qa)


def test_a_plan_alone_with_its_agent_leaves_the_chat_out(qa):
    a_chat(qa)
    assert drawn(a_plan(qa)).drawn == 0


def test_what_cannot_be_drawn(agent, qa):
    plan = a_plan(qa)
    with pytest.raises(DomainError, match="no chat of this week"):
        plans.draw(plan, WEEK, actor=None, today=TODAY)
    with pytest.raises(DomainError, match="not ended"):
        plans.draw(plan, WEEK.shift(1), actor=None, today=TODAY)


def test_the_clock_draws_once_the_chats_are_there(agent, qa):
    a_plan(qa)
    assert plans.draw_due(today=TODAY) == 0
    a_chat(agent)
    assert [plans.draw_due(today=TODAY), plans.draw_due(today=TODAY)] == [1, 0]
    assert SampleDraw.objects.get().drawn == 1


def test_a_plan_asks_for_reviewers_who_reach_its_part(team, other_team, qa, lead, supervisor):
    said = {"form": a_form().form, "per_agent": 2, "active": True, "actor": None, "today": TODAY}
    plans.save(None, name="Ours", team=team, reviewers=[qa, supervisor], **said)
    for people, words in (([lead], "cannot review"), ([], "at least one")):
        with pytest.raises(DomainError, match=words):
            plans.save(None, name="Other", team=team, reviewers=people, **said)
    with pytest.raises(DomainError, match="Supervisor cannot review"):
        plans.save(None, name="Other", team=other_team, reviewers=[supervisor], **said)
    with pytest.raises(DomainError, match="of this name"):
        plans.save(None, name="Ours", team=team, reviewers=[qa], **said)


def test_a_review_is_filled_and_the_agent_is_told(agent, qa):
    row = a_review(agent, qa)
    row = reviews.fill(
        row,
        answers(row.version, detail=MISS, warmth=Said(SKIPPED)),
        coaching="Call 13812345678",
        actor=qa.user,
    )
    # 50 red-line points and 25 each for honesty and patience of 125 that applied, on a form of 150.
    assert (row.points, row.most, row.crossed) == (Decimal("120.00"), Decimal("150"), 0)
    assert row.coaching == "Call [phone]"
    mark = row.marks.get(item="detail")
    assert (mark.turn, mark.cause, mark.note, mark.missed) == (2, "knowledge", "Call [phone]", True)
    assert Notice.objects.filter(agent=agent, kind="quality.reviewed").count() == 1


def test_a_crossed_red_line_leaves_no_points(agent, qa):
    row = reviewed(agent, qa, evasive=Said("crossed", cause="skill"))
    assert (row.points, row.crossed) == (0, 1)


@pytest.mark.parametrize(
    ("worse", "words"),
    [
        ({"detail": Said("none")}, "root cause"),
        ({"detail": Said("none", cause="weather")}, "root cause"),
        ({"detail": Said("none", cause="slip", turn=99)}, "turn 99"),
        ({"detail": Said("")}, "no answer"),
        ({"evasive": Said(SKIPPED)}, "no answer"),
    ],
)
def test_what_a_review_lacks_is_named(agent, qa, worse, words):
    row = a_review(agent, qa)
    with pytest.raises(DomainError, match=words):
        reviews.fill(row, answers(row.version, **worse), actor=qa.user)
    row.refresh_from_db()
    assert (row.state, row.marks.count()) == (ReviewState.WAITING, 0)


def test_a_review_is_filled_and_answered_once(agent, qa):
    row = reviewed(agent, qa)
    with pytest.raises(DomainError, match="reviewed already"):
        reviews.fill(row, answers(row.version), actor=qa.user)
    reviews.acknowledge(row, actor=agent.user)
    for again in (
        lambda: reviews.acknowledge(row, actor=agent.user),
        lambda: reviews.dispute(row, comment="No", actor=agent.user),
    ):
        with pytest.raises(DomainError, match="answered this review"):
            again()


def test_a_dispute_needs_words_and_goes_to_others_than_the_reviewer(agent, qa, qa2):
    row = reviewed(agent, qa)
    with pytest.raises(DomainError, match="what you see differently"):
        reviews.dispute(row, comment="  ", actor=agent.user)
    reviews.dispute(row, comment="I asked twice.", actor=agent.user)
    assert list(Notice.objects.filter(kind="quality.disputed").values_list("agent", flat=True)) == [qa2.pk]


def test_a_second_reviewer_decides_and_nobody_else(agent, qa, qa2):
    row = disputed(agent, qa, detail=MISS)
    for who in (qa, agent):
        with pytest.raises(DomainError, match="somebody else"):
            reviews.decide(row, decider=who, reason="As it is.", actor=who.user)
    with pytest.raises(DomainError, match="reason"):
        reviews.decide(row, decider=qa2, reason=" ", actor=qa2.user)
    found = reviews.decide(
        row, decider=qa2, reason="It was detailed.", said=answers(row.version), actor=qa2.user
    )
    assert (found.state, found.points, found.decider) == (ReviewState.CHANGED, found.most, qa2)
    assert row.marks.filter(look=1, item="detail").get().missed
    assert not row.marks.filter(look=2, item="detail").get().missed
    assert Notice.objects.filter(kind="quality.decided").count() == 2
    with pytest.raises(DomainError, match="no dispute"):
        reviews.decide(row, decider=qa2, reason="Again.", actor=qa2.user)


def test_the_database_holds_the_second_look_apart(agent, qa, qa2):
    row = disputed(agent, qa)
    for values in (
        {"decider": qa},
        {"decider": agent},
        {"state": "upheld", "decider": qa2},
        {"comment": ""},
        {"points": row.most + 1},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.filter(pk=row.pk).update(**values)


def test_a_waiting_review_is_handed_on_by_the_seed(agent, qa, qa2):
    row = a_review(agent, qa)
    with pytest.raises(DomainError, match="no other reviewer"):
        reviews.hand_on(row, actor=qa.user)
    row.draw.plan.reviewers.add(qa2)
    assert reviews.hand_on(row, actor=qa.user).reviewer == qa2


def facts_of(agent):
    rollup.roll_up(WEEK)
    row = WeeklyFacts.objects.filter(agent=agent, monday=WEEK.monday).first()
    return row and (row.qa_points, row.qa_max, row.qa_checks, row.redline_n)


def test_results_are_facts_of_the_week_and_a_disputed_one_waits(agent, qa, qa2):
    reviewed(agent, qa)
    bad = reviewed(agent, qa, day=WEEK.days[2], evasive=Said("crossed", cause="slip"))
    assert facts_of(agent) == (150, 300, 2, 1)
    reviews.dispute(bad, comment="No.", actor=agent.user)
    state = WeekState.objects.get(monday=WEEK.monday)
    assert state.changed > state.computed
    assert facts_of(agent) == (150, 150, 1, 0)
    reviews.decide(bad, decider=qa2, reason="Kept.", said=answers(bad.version), actor=qa2.user)
    assert facts_of(agent) == (300, 300, 2, 0)
    assert Record.objects.filter(agent=agent, source="cstm").count() == 2


def test_a_repeated_miss_is_tracked_with_the_leader_as_owner(agent, lead, qa):
    reviewed(agent, qa, detail=MISS)
    assert not QualityProblem.objects.exists()
    reviewed(agent, qa, day=WEEK.days[3], detail=MISS, warmth=Said("part", cause="slip"))
    row = QualityProblem.objects.get()
    assert (row.agent, row.item, row.owner, row.misses, row.root) == (agent, "detail", lead, 2, "knowledge")
    assert (row.state, row.check_on) == (ProblemState.FOUND, TODAY + dt.timedelta(days=14))
    reviewed(agent, qa, day=WEEK.days[4], detail=MISS)
    row.refresh_from_db()
    assert (row.misses, QualityProblem.objects.count()) == (3, 1)
    assert Notice.objects.filter(agent=lead, kind="quality.problem").count() == 1


def test_misses_far_apart_or_of_others_are_no_repetition(agent, agent2, qa):
    reviewed(agent, qa, day=WEEK.monday - dt.timedelta(days=28), detail=MISS)
    reviewed(agent, qa, detail=MISS)
    reviewed(agent2, qa, detail=MISS)
    assert not QualityProblem.objects.exists()
    reviewed(agent, qa, day=WEEK.monday - dt.timedelta(days=1), detail=MISS)
    assert QualityProblem.objects.count() == 1


def test_a_second_look_that_takes_the_miss_away_takes_the_untouched_problem_too(agent, qa, qa2):
    reviewed(agent, qa, detail=MISS)
    row = disputed(agent, qa, detail=MISS)
    assert QualityProblem.objects.count() == 1
    reviews.decide(row, decider=qa2, reason="It was there.", said=answers(row.version), actor=qa2.user)
    assert not QualityProblem.objects.exists()


def a_problem(agent, qa):
    for day in WEEK.days[:2]:
        reviewed(agent, qa, day=day, detail=MISS)
    return QualityProblem.objects.get()


def test_a_problem_has_cause_fix_owner_and_check_date_until_it_is_solved(agent, lead, qa):
    row = a_problem(agent, qa)
    later = TODAY + dt.timedelta(days=7)
    said = {"cause": "No size table.", "fix": "Table at hand.", "check_on": later, "actor": lead.user}
    for change, words in (
        ({"cause": ""}, "cause and the fix"),
        ({"owner": agent}, "else than the agent"),
        ({"check_on": TODAY - dt.timedelta(days=1)}, "past"),
    ):
        with pytest.raises(DomainError, match=words):
            problems.fix(row, **{"owner": lead, **said, **change})
    row = problems.fix(row, owner=lead, **said)
    assert (row.state, row.check_on) == (ProblemState.FIXING, later)
    action = CaseAction.objects.get()
    assert (action.title, action.owner, action.due, action.source) == (
        "Table at hand.", lead, later, f"inspection:{row.pk}",
    )  # fmt: skip
    assert problems.remind(today=TODAY) == 0
    assert [problems.remind(today=later), problems.remind(today=later)] == [1, 0]
    with pytest.raises(DomainError, match="what came of it"):
        problems.close(row, result="", solved=True, actor=lead.user)
    assert (
        problems.close(row, result="Fine since.", solved=True, actor=lead.user).state == ProblemState.SOLVED
    )
    with pytest.raises(DomainError, match="closed"):
        problems.close(row, result="x", solved=True, actor=lead.user)


def test_the_clinic_of_a_week_picks_and_learns(agent, lead, qa):
    row = a_problem(agent, qa)
    with pytest.raises(DomainError, match="not on the clinic"):
        problems.learn(row, WEEK, lesson="x", actor=lead.user)
    assert problems.pick(row, WEEK, actor=lead.user) is not None
    assert problems.learn(row, WEEK, lesson="Sizes first.", actor=lead.user).lesson == "Sizes first."
    assert problems.pick(row, WEEK, actor=lead.user) is None


def test_a_miss_has_a_cause_in_the_database(agent, qa):
    row = reviewed(agent, qa, detail=MISS)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.marks.filter(item="detail").update(cause="")
    assert timezone.localdate() == TODAY
