"""The ledger: counted from what was worked, shared by time present, zero in sum, moved by a swap."""

import datetime as dt

import pytest
from django.utils import timezone

from cstm.errors import DomainError
from shifts.choices import AttendanceState, Burden, RosterState
from shifts.models import Assignment, AttendanceDay, DayWish, FairnessAdjustment, FairnessMonth
from shifts.selectors import fairness as reads
from shifts.selectors import problem
from shifts.services import cells, fairness, publish, swaps
from shifts.tests.factories import MONTH, assign, make_desk, make_roster, template
from shifts.tests.test_problem_rows import need
from staff.choices import BlockKind, BlockSource
from staff.models import Contract
from staff.services import availability
from staff.tests.factories import make_agent

pytestmark = pytest.mark.django_db


def day(number: int) -> dt.date:
    return MONTH.replace(day=number)


@pytest.fixture
def month(team):
    """Three people of whom one has half a contract; twelve evenings and on-duty nights were worked."""
    people = [make_agent(name, name=name, team=team) for name in ("Ann", "Bo", "Cy")]
    desk = make_desk("Taobao", *people)
    Contract.objects.create(agent=people[2], weekly_minutes=1200)
    roster = make_roster(team, state=RosterState.PUBLISHED)
    for number in (2, 4, 6, 9, 11):
        assign(roster, people[0], day(number), "E", desk)
    assign(roster, people[1], day(2), "N", desk)
    assign(roster, people[1], day(3), "D", desk)
    assign(roster, people[1], day(7), "D", desk)
    return roster, people


def owed(team, burden: str) -> dict[str, int]:
    return {
        str(each.agent): next(entry.owed for entry in each.entries if entry.burden == burden)
        for each in reads.ledger(team, MONTH)
    }


def test_shares_follow_contracted_time_and_sum_to_what_was_worked(month, team):
    roster, _people = month
    assert fairness.recompute(roster.pk)
    assert owed(team, Burden.EVENING) == {"Ann": 200 - 500, "Bo": 200, "Cy": 100}
    for burden in Burden.values:
        assert sum(owed(team, burden).values()) == 0
    assert owed(team, Burden.SHORT_REST)["Bo"] < 0
    assert owed(team, Burden.WEEKEND)["Bo"] < 0
    assert not fairness.recompute(roster.pk)


def test_leave_makes_the_share_smaller(month, team):
    roster, people = month
    start = dt.datetime(2026, 11, 1, tzinfo=timezone.get_default_timezone())
    availability.block(
        people[1].pk, BlockKind.AWAY, BlockSource.LEAVE, start, start + dt.timedelta(days=30), "leave:1"
    )
    fairness.recompute(roster.pk)
    shares = dict(
        FairnessMonth.objects.filter(burden="evening").values_list("agent__name", "share_hundredths")
    )
    assert shares == {"Ann": 333, "Bo": 0, "Cy": 167}


def test_the_burden_goes_with_whoever_works_the_shift(month, team):
    roster, people = month
    fairness.recompute(roster.pk)
    before = owed(team, Burden.EVENING)
    Assignment.objects.filter(agent=people[0], day=day(11)).update(agent=people[2])
    assert fairness.recompute(roster.pk)
    after = owed(team, Burden.EVENING)
    assert (after["Ann"] - before["Ann"], after["Cy"] - before["Cy"]) == (100, -100)
    assert after["Bo"] == before["Bo"]


def test_who_was_absent_did_not_bear_it(month, team):
    roster, people = month
    AttendanceDay.objects.create(agent=people[0], day=day(2), state=AttendanceState.ABSENT)
    AttendanceDay.objects.create(agent=people[0], day=day(4), state=AttendanceState.UNKNOWN)
    fairness.recompute(roster.pk)
    assert FairnessMonth.objects.get(agent=people[0], burden="evening").worked == 4


def test_refused_requests_count(month, team):
    roster, people = month
    DayWish.objects.create(agent=people[0], day=day(2), kind="off", met=False)
    DayWish.objects.create(agent=people[1], day=day(2), kind="on", met=True)
    fairness.recompute(roster.pk)
    assert FairnessMonth.objects.get(agent=people[0], burden="refused").worked == 1
    assert sum(owed(team, Burden.REFUSED).values()) == 0


def test_a_locked_month_is_closed_and_a_draft_has_none(month, team):
    roster, people = month
    fairness.recompute(roster.pk)
    roster.state = RosterState.LOCKED
    roster.save()
    Assignment.objects.filter(agent=people[0]).delete()
    assert not fairness.recompute(roster.pk)
    assert owed(team, Burden.EVENING)["Ann"] == -300
    draft = make_roster(team, dt.date(2026, 12, 1))
    assign(draft, people[0], dt.date(2026, 12, 3), "E")
    assert not fairness.recompute(draft.pk)
    assert fairness.recompute_open() == 0


def test_debts_carry_over_and_are_set_right_only_with_a_reason(month, team, supervisor):
    roster, people = month
    fairness.recompute(roster.pk)
    with pytest.raises(DomainError, match="why"):
        fairness.adjust(
            people[0], burden="evening", month=MONTH, hundredths=100, reason=" ", actor=supervisor.user
        )
    with pytest.raises(DomainError, match="own"):
        fairness.adjust(
            supervisor, burden="evening", month=MONTH, hundredths=100, reason="x", actor=supervisor.user
        )
    fairness.adjust(
        people[0],
        burden="evening",
        month=MONTH,
        hundredths=150,
        reason="Chosen by herself.",
        actor=supervisor.user,
    )
    assert owed(team, Burden.EVENING)["Ann"] == -150
    assert reads.balances([people[0].pk], dt.date(2026, 12, 1))[people[0].pk]["evening"] == -150
    assert FairnessAdjustment.objects.get().made_by == supervisor


def test_who_did_more_is_asked_for_less_next_month(month, team):
    roster, _people = month
    fairness.recompute(roster.pk)
    need(make_desk("Taobao"), "E")
    following = make_roster(team, dt.date(2026, 12, 1))
    made = problem.build(following, today=dt.date(2026, 11, 25))
    tally = next(each for each in made.problem.tallies if each.rule == "fairness:evening")
    wanted = {
        made.names[person]: -already
        for person, already in zip(tally.people or range(3), tally.already, strict=True)
    }
    assert sum(wanted.values()) == 3100
    assert wanted["Bo"] - wanted["Ann"] == 500
    assert template("E").pk in {made.kinds[kind][0] for kind, value in enumerate(tally.values) if value}


def test_a_swap_a_cover_and_a_change_move_the_debt_at_once(month, team, supervisor, today):
    roster, (ann, bo, _cy) = month
    edited = cells.edit(
        roster.pk,
        [cells.Change(ann.pk, day(27), template("E").pk), cells.Change(bo.pk, day(28), template("E").pk)],
        revision=roster.revision,
        actor=supervisor.user,
    )
    before = owed(team, Burden.EVENING)
    assert FairnessMonth.objects.get(agent=ann, burden="evening").worked == 6
    swap = swaps.offer(ann, day(27), bo, partner_day=None, actor=ann.user, today=today)
    swaps.accept(swap, actor=bo.user, today=today)
    swaps.approve(swap, actor=supervisor.user, today=today)
    after = owed(team, Burden.EVENING)
    assert (after["Ann"] - before["Ann"], after["Bo"] - before["Bo"]) == (100, -100)
    assert after["Cy"] == before["Cy"]
    assert sum(after.values()) == 0
    assert fairness.recompute_open() == 0, "nothing is left for the night"
    assert edited is not None


def test_a_month_published_ahead_counts_and_its_first_rest_follows_the_month_before(month, team, supervisor):
    roster, (ann, bo, _cy) = month
    desk = make_desk("Taobao")
    ahead = make_roster(team, dt.date(2026, 12, 1))
    assign(ahead, ann, dt.date(2026, 12, 1), "D", desk)
    assign(ahead, bo, dt.date(2026, 12, 4), "E", desk)
    publish.publish(ahead.pk, actor=supervisor.user, revision=0, anyway=True, reason="Small.")
    of = FairnessMonth.objects.filter(month=ahead.month)
    assert of.get(agent=bo, burden="evening").worked == 1
    assert not of.filter(burden=Burden.SHORT_REST).exists()
    night = cells.Change(ann.pk, day(30), template("N").pk, desk.pk)
    cells.edit(roster.pk, [night], revision=roster.revision, actor=supervisor.user)
    assert of.get(agent=ann, burden=Burden.SHORT_REST).worked == 1
