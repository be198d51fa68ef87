"""Cells: many at once, against what was seen, undone, told after publication; two editors lose nothing."""

import datetime as dt

import pytest

from cstm.errors import DomainError
from shifts.choices import RosterState, VersionKind
from shifts.models import Assignment, Roster, RosterEdit, Rotation, RotationMember, ShiftChange
from shifts.selectors import rosters as reads
from shifts.services import cells, rosters, telling, versions
from shifts.services.cells import Change
from shifts.tests.factories import MONTH, assign, make_desk, make_roster, template
from staff.models import Desk, Notice

pytestmark = pytest.mark.django_db
TWO = MONTH + dt.timedelta(days=1)


def letters(roster: Roster) -> dict[tuple[str, int], str]:
    rows = Assignment.objects.filter(roster=roster).select_related("agent", "template")
    return {(row.agent.employee_no, row.day.day): row.template.code_en for row in rows}


def change(agent, day: dt.date, letter: str, **more) -> Change:
    return Change(agent.pk, day, template(letter).pk if letter else None, **more)


@pytest.fixture
def roster(team) -> Roster:
    return make_roster(team)


def test_many_cells_in_one_edit_with_times_meal_and_desk(roster, agent, agent2, supervisor):
    desk = make_desk("Line", agent)
    done = cells.edit(
        roster.pk,
        [change(agent, MONTH, "N"), change(agent2, MONTH, "-"), change(agent, TWO, "T")],
        revision=0,
        actor=supervisor.user,
    )
    assert (done.revision, letters(roster)) == (1, {("agent", 1): "N", ("agent2", 1): "-", ("agent", 2): "T"})
    night = Assignment.objects.get(agent=agent, day=MONTH)
    assert night.start_at == dt.datetime(2026, 11, 1, 9, tzinfo=dt.UTC)
    assert night.end_at - night.start_at == dt.timedelta(hours=9)
    assert (night.desk, night.paid_minutes) == (desk, 480)
    assert night.start_at < night.meal_at < night.end_at
    assert Assignment.objects.get(agent=agent, day=TWO).desk is None
    assert cells.edit(roster.pk, [change(agent, MONTH, "N")], revision=1, actor=supervisor.user) is None


def test_two_editors_lose_nothing(roster, agent, agent2, supervisor, manager):
    cells.edit(roster.pk, [change(agent, MONTH, "D")], revision=0, actor=supervisor.user)
    # Another cell, seen before: both stand.
    cells.edit(roster.pk, [change(agent2, MONTH, "E")], revision=0, actor=manager.user)
    with pytest.raises(
        cells.CellsChanged, match="Agent One, Sunday 1 November: now Day, by Supervisor"
    ) as refused:
        cells.edit(
            roster.pk, [change(agent, MONTH, "N"), change(agent, TWO, "N")], revision=0, actor=manager.user
        )
    assert [(cell["name"], cell["now"], cell["by"]) for cell in refused.value.cells] == [
        ("Agent One", "D", "Supervisor")
    ]
    assert letters(roster) == {("agent", 1): "D", ("agent2", 1): "E"}


def test_undo_takes_back_the_own_newest_edit_and_pins_stay_apart(roster, agent, agent2, supervisor, manager):
    cells.edit(roster.pk, [change(agent, MONTH, "D")], revision=0, actor=supervisor.user)
    cells.edit(roster.pk, [change(agent, MONTH, "N")], revision=1, actor=supervisor.user)
    cells.edit(roster.pk, [change(agent2, MONTH, "E")], revision=2, actor=manager.user)
    cells.undo(roster.pk, actor=supervisor.user)
    assert letters(roster) == {("agent", 1): "D", ("agent2", 1): "E"}
    cells.undo(roster.pk, actor=supervisor.user)
    assert letters(roster) == {("agent2", 1): "E"}
    with pytest.raises(DomainError, match="nothing of yours"):
        cells.undo(roster.pk, actor=supervisor.user)
    cells.pin(roster.pk, [(agent2.pk, MONTH)], pinned=True, revision=5, actor=manager.user)
    assert Assignment.objects.get(agent=agent2).pinned
    cells.edit(roster.pk, [change(agent2, MONTH, "D")], revision=6, actor=supervisor.user)
    assert Assignment.objects.get(agent=agent2).pinned
    with pytest.raises(cells.CellsChanged, match="Agent Two"):
        cells.undo(roster.pk, actor=manager.user)


def test_a_desk_out_of_use_or_unknown_is_refused_by_name_and_one_that_stands_is_handed_on(
    roster, agent, agent2, supervisor
):
    desk = make_desk("Line", agent)
    cells.edit(roster.pk, [change(agent, MONTH, "D")], revision=0, actor=supervisor.user)
    Desk.objects.filter(pk=desk.pk).update(active=False)
    for wrong in (desk.pk, desk.pk + 999, 10**30):
        with pytest.raises(DomainError, match="Agent Two, 2 November 2026: this desk is not in use"):
            cells.edit(
                roster.pk, [change(agent2, TWO, "D", desk_id=wrong)], revision=1, actor=supervisor.user
            )
    handed = [change(agent, MONTH, ""), change(agent2, MONTH, "D", desk_id=desk.pk)]
    cells.edit(roster.pk, handed, revision=1, actor=supervisor.user)
    assert Assignment.objects.get().desk == desk


def test_an_overlap_is_a_sentence_with_person_and_dates(roster, agent, supervisor):
    early = template("D")
    early.start, early.end, early.meal_start, early.meal_end = 60, 600, None, None
    early.save()
    with pytest.raises(DomainError, match=r"Agent One would work twice at once: On-duty on 1 Nov") as refused:
        cells.edit(
            roster.pk, [change(agent, MONTH, "N"), change(agent, TWO, "D")], revision=0, actor=supervisor.user
        )
    assert "2 November 2026" in str(refused.value)
    assert letters(roster) == {}
    assert Roster.objects.get().revision == 0


def test_shifts_change_places_within_one_edit(roster, agent, supervisor):
    early = template("D")
    early.start, early.end, early.meal_start, early.meal_end = 60, 600, None, None
    early.save()
    cells.edit(roster.pk, [change(agent, MONTH, "N")], revision=0, actor=supervisor.user)
    cells.edit(
        roster.pk, [change(agent, MONTH, "-"), change(agent, TWO, "D")], revision=1, actor=supervisor.user
    )
    assert letters(roster) == {("agent", 1): "-", ("agent", 2): "D"}


def test_who_does_not_belong_and_what_is_locked_is_refused(roster, agent, stranger, supervisor):
    with pytest.raises(DomainError, match="Stranger does not belong"):
        cells.edit(roster.pk, [change(stranger, MONTH, "D")], revision=0, actor=supervisor.user)
    with pytest.raises(DomainError, match="1 December 2026"):
        cells.edit(roster.pk, [change(agent, dt.date(2026, 12, 1), "D")], revision=0, actor=supervisor.user)
    with pytest.raises(DomainError, match="Publish it first"):
        rosters.lock(roster.pk, actor=supervisor.user)
    Roster.objects.filter(pk=roster.pk).update(
        state=RosterState.PUBLISHED, published_at=dt.datetime.now(dt.UTC)
    )
    rosters.lock(roster.pk, actor=supervisor.user)
    for act in (
        lambda: cells.edit(roster.pk, [change(agent, MONTH, "D")], revision=0, actor=supervisor.user),
        lambda: cells.undo(roster.pk, actor=supervisor.user),
        lambda: rosters.remove(roster.pk, actor=supervisor.user),
    ):
        with pytest.raises(DomainError, match="locked"):
            act()
    with pytest.raises(DomainError, match="Say why"):
        rosters.unlock(roster.pk, actor=supervisor.user, reason=" ")
    assert (
        rosters.unlock(roster.pk, actor=supervisor.user, reason="A swap was written down late").state
        == "published"
    )


def test_after_publication_each_save_tells_the_people_concerned_once(team, agent, agent2, supervisor):
    roster = make_roster(team, state=RosterState.PUBLISHED)
    cells.edit(
        roster.pk, [change(agent, MONTH, "D"), change(agent, TWO, "D")], revision=0, actor=supervisor.user
    )
    [row] = ShiftChange.objects.all()
    assert (row.agent, row.cells) == (
        agent,
        [["2026-11-01", None, template("D").pk], ["2026-11-02", None, template("D").pk]],
    )
    assert [notice.agent for notice in Notice.objects.filter(kind=telling.CHANGED)] == [agent]
    cells.pin(roster.pk, [(agent.pk, MONTH)], pinned=True, revision=1, actor=supervisor.user)
    assert ShiftChange.objects.count() == 1
    assert telling.acknowledge(agent) == 1
    assert telling.acknowledge(agent) == 0


def test_versions_are_compared_and_gone_back_to(roster, agent, supervisor):
    cells.edit(roster.pk, [change(agent, MONTH, "D")], revision=0, actor=supervisor.user)
    first = versions.save(roster, kind=VersionKind.SAVED, actor=supervisor.user, label="first try")
    cells.edit(
        roster.pk, [change(agent, MONTH, "N"), change(agent, TWO, "N")], revision=1, actor=supervisor.user
    )
    found = reads.differences(reads.read(first.cells), reads.values_of(roster))
    assert [(each.day.day, each.before[0], each.after[0]) for each in found] == [
        (1, template("D").pk, template("N").pk),
        (2, None, template("N").pk),
    ]
    versions.revert(first, actor=supervisor.user)
    assert letters(roster) == {("agent", 1): "D"}
    assert [version.kind for version in reads.versions(roster)] == [VersionKind.REVERTED, VersionKind.SAVED]
    with pytest.raises(DomainError, match="exactly this version"):
        versions.revert(first, actor=supervisor.user)
    cells.undo(roster.pk, actor=supervisor.user)
    assert letters(roster) == {("agent", 1): "N", ("agent", 2): "N"}


def test_a_month_from_rotations_and_from_another_month(team, agent, agent2, supervisor):
    cycle = Rotation.objects.create(name="Two and one", cycle=["D", "D", "-"], anchor=MONTH)
    RotationMember.objects.create(rotation=cycle, agent=agent, offset=1)
    made = rosters.create(team, MONTH, actor=supervisor.user, filled=rosters.ROTATION)
    assert [letters(made)["agent", n] for n in (1, 2, 3, 30)] == ["D", "-", "D", "D"]
    with pytest.raises(DomainError, match="already"):
        rosters.create(team, MONTH, actor=supervisor.user)
    # 1 November is a Sunday, the first of its month, as is 6 December.
    following = rosters.create(
        team, dt.date(2026, 12, 1), actor=supervisor.user, filled=rosters.COPY, source=made
    )
    assert letters(following)["agent", 6] == letters(made)["agent", 1]
    assert letters(following)["agent", 8] == letters(made)["agent", 10]
    assert RosterEdit.objects.filter(roster=following).count() == 1
    rosters.remove(following.pk, actor=supervisor.user)
    assert Roster.objects.count() == 1


def test_a_cell_of_another_roster_is_named(team, other_team, agent, supervisor):
    other = make_roster(other_team)
    assign(other, agent, MONTH, "E")
    roster = make_roster(team)
    with pytest.raises(DomainError, match="twice at once"):
        cells.edit(roster.pk, [change(agent, MONTH, "D")], revision=0, actor=supervisor.user)


@pytest.mark.parametrize(("month", "days"), [(2, 28), (4, 30), (12, 31)])
def test_months_of_every_length(team, agent, supervisor, month, days):
    cycle = Rotation.objects.create(name="All", cycle=["D"], anchor=MONTH)
    RotationMember.objects.create(rotation=cycle, agent=agent)
    made = rosters.create(team, dt.date(2027, month, 1), actor=supervisor.user, filled=rosters.ROTATION)
    assert len(letters(made)) == days
