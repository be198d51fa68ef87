"""Wishes, swaps and open shifts keep every rule, and say why where they do not."""

import datetime as dt
from functools import partial

import pytest
import time_machine
from django.utils import timezone
from django.utils.translation import override

from cstm.errors import DomainError
from shifts.choices import ClaimMode, RequestState, RosterState, WishKind
from shifts.models import (
    Assignment,
    Claim,
    FairnessMonth,
    OpenShift,
    Roster,
    RosterEdit,
    ShiftChange,
    TeamRule,
)
from shifts.selectors import allowed
from shifts.selectors.exchanges import reasons
from shifts.selectors.mine import now_and_next
from shifts.services import cells, open_shifts, rosters, swaps, wishes
from shifts.tasks import settle_requests
from shifts.tests.factories import MONTH, assign, make_desk, make_roster, moment, template
from staff.models import Notice
from staff.tests.factories import make_user

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 2)
STEPS = [[1, 5], [10, 10], [20, 15]]


def day(number: int) -> dt.date:
    return MONTH.replace(day=number)


@pytest.fixture
def published(team, agent, agent2, lead):
    """A published month: the two agents at one desk, days against evenings in the week from the 9th."""
    desk = make_desk("Taobao", agent, agent2)
    roster = make_roster(team, state=RosterState.PUBLISHED)
    for number in range(9, 14):
        assign(roster, agent, day(number), "D", desk)
    for number in range(11, 16):
        assign(roster, agent2, day(number), "E", desk)
    return roster


def shift_of(person, number: int) -> str:
    row = Assignment.objects.filter(agent=person, day=day(number)).first()
    return row.template.code_en if row else ""


# Wishes.


def test_wishes_end_with_the_closing_date_and_with_publication(team, agent):
    roster = make_roster(team)
    roster.requests_until = TODAY
    roster.save()
    wishes.wish(agent, day(9), WishKind.OFF, actor=agent.user, today=TODAY)
    with pytest.raises(DomainError, match="taken until 2 November 2026"):
        wishes.wish(agent, day(10), WishKind.OFF, actor=agent.user, today=day(3))
    roster.state, roster.published_at = RosterState.PUBLISHED, timezone.now()
    roster.save()
    with pytest.raises(DomainError, match="is out"):
        wishes.take_back(agent, day(9), actor=agent.user, today=TODAY)


def test_a_month_takes_eight_wishes(team, agent):
    make_roster(team)
    for number in range(9, 17):
        wishes.wish(agent, day(number), WishKind.ON, template=template("E"), actor=agent.user, today=TODAY)
    wishes.wish(agent, day(9), WishKind.OFF, actor=agent.user, today=TODAY)
    with pytest.raises(DomainError, match="At most 8"):
        wishes.wish(agent, day(17), WishKind.OFF, actor=agent.user, today=TODAY)


def test_wishes_say_whether_they_were_met(published, agent):
    published.state = RosterState.DRAFT
    published.save()
    wishes.wish(agent, day(9), WishKind.OFF, actor=agent.user, today=TODAY)
    wishes.wish(agent, day(10), WishKind.ON, template=template("D"), actor=agent.user, today=TODAY)
    wishes.wish(agent, day(14), WishKind.OFF, actor=agent.user, today=TODAY)
    assert wishes.mark_met(published) == 2


# Swaps.


def test_a_named_partner_is_accepted_and_the_swap_is_one_edit(published, agent, agent2, lead):
    board = allowed.board(published, today=TODAY)
    named = {(each.agent_id, each.day) for each in allowed.partners(board, agent.pk, day(9))}
    assert (agent2.pk, day(14)) in named
    swap = swaps.offer(agent, day(9), agent2, partner_day=day(14), actor=agent.user, today=TODAY)
    assert Notice.objects.filter(agent=agent2, kind=swaps.OFFERED).exists()
    swaps.accept(swap, actor=agent2.user, today=TODAY)
    assert shift_of(agent, 9) == "D"
    swaps.approve(swap, actor=lead.user, today=TODAY)
    assert (shift_of(agent, 9), shift_of(agent2, 9), shift_of(agent, 14), shift_of(agent2, 14)) == (
        "",
        "D",
        "E",
        "",
    )
    assert RosterEdit.objects.filter(roster=published).count() == 1
    # The leader who approved it cannot take it back as if it were an edit of the grid, and neither can a
    # log-in without a person.
    for actor in (lead.user, make_user("root")):
        with pytest.raises(DomainError, match="nothing of yours"):
            cells.undo(published.pk, actor=actor)
    assert set(ShiftChange.objects.values_list("agent_id", flat=True)) == {agent.pk, agent2.pk}


def test_every_named_partner_keeps_the_rules(published, agent, agent2):
    board = allowed.board(published, today=TODAY)
    for number in range(9, 14):
        for each in allowed.partners(board, agent.pk, day(number)):
            swap = swaps.offer(
                agent, day(number), agent2, partner_day=each.day, actor=agent.user, today=TODAY
            )
            swaps.withdraw(swap, actor=agent.user)


def test_a_swap_that_breaks_rest_names_the_rule(published, agent, agent2):
    Assignment.objects.filter(agent=agent2, day=day(11)).delete()
    assign(published, agent2, day(8), "N", make_desk("Taobao"))
    with pytest.raises(DomainError, match="rest between shifts"):
        swaps.offer(agent, day(9), agent2, partner_day=None, actor=agent.user, today=TODAY)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "rest between shifts, lines and stores."), ("zh-hans", "班次间隔休息、业务线与店铺。")],
)
def test_two_rules_are_listed_as_the_language_does(published, agent, agent2, language, sentence):
    Assignment.objects.filter(agent=agent2, day=day(11)).delete()
    assign(published, agent2, day(8), "N", make_desk("Taobao"))
    Assignment.objects.filter(agent=agent, day=day(9)).update(desk=make_desk("Tmall", agent))
    with override(language), pytest.raises(DomainError) as refused:
        swaps.offer(agent, day(9), agent2, partner_day=None, actor=agent.user, today=TODAY)
    assert str(refused.value).endswith(sentence)


def test_a_roster_that_changed_meanwhile_stops_the_swap(published, agent, agent2, lead):
    swap = swaps.offer(agent, day(9), agent2, partner_day=None, actor=agent.user, today=TODAY)
    swaps.accept(swap, actor=agent2.user, today=TODAY)
    Assignment.objects.filter(agent=agent, day=day(9)).update(template=template("E"))
    with pytest.raises(DomainError, match="changed since"):
        swaps.approve(swap, actor=lead.user, today=TODAY)
    with pytest.raises(DomainError, match="own swap"):
        swaps.approve(swap, actor=agent2.user, today=TODAY)


def test_a_rule_may_let_swaps_pass_by_themselves(published, agent, agent2):
    TeamRule.objects.filter(kind="swaps").update(params={"auto": True})
    swap = swaps.offer(agent, day(9), agent2, partner_day=None, actor=agent.user, today=TODAY)
    swap = swaps.accept(swap, actor=agent2.user, today=TODAY)
    assert (swap.state, shift_of(agent2, 9)) == (RequestState.APPROVED, "D")


def test_a_leader_asks_for_who_is_absent_and_old_offers_end(published, agent, agent2, lead):
    swap = swaps.offer(agent, day(9), agent2, partner_day=None, actor=lead.user, today=TODAY)
    assert swap.on_behalf_by == lead
    with pytest.raises(DomainError, match="offered already"):
        swaps.offer(agent, day(9), agent2, partner_day=None, actor=agent.user, today=TODAY)
    assert swaps.expire(day(10)) == 1


def test_what_lies_behind_is_neither_swapped_nor_kept_waiting(published, agent, agent2):
    with pytest.raises(DomainError, match="is over"):
        swaps.offer(agent2, day(14), agent, partner_day=day(9), actor=agent2.user, today=day(10))
    swap = swaps.offer(agent2, day(14), agent, partner_day=day(9), actor=agent2.user, today=TODAY)
    assert swaps.expire(day(9)) == 0
    assert swaps.expire(day(10)) == 1
    swap.refresh_from_db()
    assert swap.state == RequestState.EXPIRED


def test_a_colleagues_shift_that_runs_is_not_swapped(published, agent, agent2, lead):
    def told(work) -> str:
        with pytest.raises(DomainError) as refused:
            work()
        return str(refused.value)

    offer = partial(swaps.offer, agent2, day(15), agent, partner_day=day(9), actor=agent2.user, today=day(9))
    with time_machine.travel(moment(day(9), template("D").start - 1), tick=False):
        swap = swaps.accept(offer(), actor=agent.user, today=day(9))
    with time_machine.travel(moment(day(9), template("D").start), tick=False):
        approve = partial(swaps.approve, swap, actor=lead.user, today=day(9))
        assert told(approve) == "The colleague's shift has begun or is over. Choose a day to come."
        swaps.withdraw(swap, actor=agent2.user)
        assert told(offer) == "The colleague's shift has begun or is over. Choose a day to come."
        named = reasons(Assignment.objects.get(agent=agent2, day=day(15)), day(9)).partners
        assert day(10) in {each.day for each in named}
        assert day(9) not in {each.day for each in named}
    # On the same day: the asker's evening lies ahead, the colleague's day runs.
    both = partial(swaps.offer, agent2, day(11), agent, partner_day=None, actor=agent2.user, today=day(11))
    with time_machine.travel(moment(day(11), template("D").start), tick=False):
        assert told(both) == "The colleague's shift has begun or is over. Choose a day to come."


# Open shifts.


def test_a_shift_that_has_begun_is_not_offered_nor_claimed(published, agent, lead):
    start = moment(day(18), template("D").start)
    offer = partial(
        open_shifts.open_shift, published, day(18), template("D"), make_desk("Taobao"), actor=lead.user
    )
    with pytest.raises(DomainError, match="has begun"):
        offer(now=start)
    row = offer(now=start - dt.timedelta(minutes=1))
    with pytest.raises(DomainError, match="no longer offered"):
        open_shifts.claim(row, agent, actor=agent.user, now=start)
    open_shifts.settle_due(start - dt.timedelta(minutes=1))
    assert OpenShift.objects.filter(closed=False).exists()
    open_shifts.settle_due(start)
    assert not OpenShift.objects.filter(closed=False).exists()


def test_first_come_gets_it_and_the_next_is_told(published, agent, agent2, lead):
    desk = make_desk("Taobao")
    row = open_shifts.open_shift(
        published, day(18), template("D"), desk, actor=lead.user, now=moment(TODAY, 540)
    )
    assert set(Notice.objects.filter(kind=open_shifts.OPENED).values_list("agent_id", flat=True)) == {
        agent.pk,
        agent2.pk,
    }
    now = moment(TODAY, 600)
    assert open_shifts.claim(row, agent, actor=agent.user, now=now).state == RequestState.APPROVED
    assert shift_of(agent, 18) == "D"
    with pytest.raises(DomainError, match="taken"):
        open_shifts.claim(row, agent2, actor=agent2.user, now=now)


def test_fairness_gives_to_who_owes_most(published, agent, agent2, lead):
    for person, share in ((agent, 0), (agent2, 300)):
        FairnessMonth.objects.create(
            team=published.team, agent=person, month=dt.date(2026, 10, 1), burden="evening", worked=1,
            share_hundredths=share, present_minutes=9600,
        )  # fmt: skip
    until = moment(TODAY, 900)
    row = open_shifts.open_shift(
        published, day(18), template("E"), make_desk("Taobao"), mode=ClaimMode.FAIR, until=until,
        actor=lead.user, now=moment(TODAY, 540),
    )  # fmt: skip
    for person in (agent, agent2):
        open_shifts.claim(row, person, actor=person.user, now=moment(TODAY, 600))
    assert open_shifts.settle(row, now=until - dt.timedelta(minutes=1)) == 0
    assert open_shifts.settle(row, now=until) == 1
    assert open_shifts.settle(row, now=until) == 0
    assert dict(Claim.objects.values_list("agent__name", "state")) == {
        agent2.name: RequestState.APPROVED,
        agent.name: RequestState.EXPIRED,
    }


def fair(roster, lead, number: int):
    return open_shifts.open_shift(
        roster, day(number), template("D"), make_desk("Taobao"), mode=ClaimMode.FAIR,
        until=moment(TODAY, 900), actor=lead.user, now=moment(TODAY, 540),
    )  # fmt: skip


def test_a_shift_that_cannot_be_given_is_closed_and_keeps_nobody_waiting(published, agent, agent2, lead):
    early, late = fair(published, lead, 18), fair(published, lead, 19)
    other = make_roster(published.team, MONTH.replace(month=12), state=RosterState.PUBLISHED)
    swap = swaps.offer(agent, day(9), agent2, partner_day=None, actor=agent.user, today=TODAY)
    for person, row in ((agent, early), (agent, late), (agent2, late)):
        open_shifts.claim(row, person, actor=person.user, now=moment(TODAY, 600))
    OpenShift.objects.filter(pk=early.pk).update(roster=other)
    Roster.objects.filter(pk=other.pk).update(state=RosterState.LOCKED)
    blocking = assign(other, agent, day(20), "D")
    Assignment.objects.filter(pk=blocking.pk).update(
        start_at=moment(day(19), 600), end_at=moment(day(19), 660)
    )
    with time_machine.travel(moment(day(10), 600), tick=False), override("zh-hans"):
        settle_requests()
    swap.refresh_from_db()
    assert swap.state == RequestState.EXPIRED
    assert not OpenShift.objects.filter(closed=False).exists()
    found = {(each.shift_id, each.agent_id): each.state for each in Claim.objects.all()}
    assert found == {
        (early.pk, agent.pk): RequestState.EXPIRED,
        (late.pk, agent.pk): RequestState.EXPIRED,
        (late.pk, agent2.pk): RequestState.APPROVED,
    }
    told = Notice.objects.filter(agent=agent, kind=open_shifts.GIVEN).first()
    assert told.params["answer"]["en"].startswith("It went to somebody else")
    assert told.params["answer"]["zh"] != told.params["answer"]["en"]


def test_locking_a_month_ends_what_is_open(published, agent, lead):
    row = fair(published, lead, 18)
    claim = open_shifts.claim(row, agent, actor=agent.user, now=moment(TODAY, 600))
    rosters.lock(published.pk, actor=lead.user)
    row.refresh_from_db()
    claim.refresh_from_db()
    assert (row.closed, claim.state) == (True, RequestState.EXPIRED)


def test_who_works_already_or_lacks_the_desk_cannot_claim(published, agent, stranger, lead):
    row = open_shifts.open_shift(
        published,
        day(9),
        template("E"),
        make_desk("Taobao"),
        heads=2,
        actor=lead.user,
        now=moment(TODAY, 540),
    )
    now = moment(TODAY, 600)
    with pytest.raises(DomainError, match="already"):
        open_shifts.claim(row, agent, actor=agent.user, now=now)
    with pytest.raises(DomainError, match="lines and stores"):
        open_shifts.claim(row, stranger, actor=stranger.user, now=now)


def test_now_and_next_across_midnight(published, agent):
    assign(published, agent, day(20), "N")
    found = now_and_next(agent.pk, moment(day(21), 60))
    assert found.running is not None
    assert found.running.day == day(20)
    found = now_and_next(agent.pk, moment(day(20), 600))
    assert found.running is None
    assert found.following is not None
