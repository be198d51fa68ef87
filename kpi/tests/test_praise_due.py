"""Due is who worked in the last seven days and heard no praise from anybody."""

import datetime as dt

import pytest

from cstm.weeks import Week
from kpi.selectors.praise import due
from kpi.tests.factories_praise import NOW, TODAY, attended, praised, rostered, served
from staff.models import Block
from staff.services import people
from staff.tests.factories import make_agent

pytestmark = pytest.mark.usefixtures("today")
DAY = dt.date(2026, 11, 18)
ONE = dt.timedelta(days=1)


def waiting(team, now=NOW):
    return [str(row.agent) for row in due.gap([team.pk], now=now)]


def test_by_attendance_else_by_published_roster_else_by_a_record(team, agent, agent2):
    by_record = make_agent("E3", name="Agent Three", team=team)
    attended(agent, DAY)
    rostered(agent2, team, DAY)
    served(by_record, DAY)
    assert waiting(team) == ["Agent One", "Agent Three", "Agent Two"]
    how = {str(row.agent): row.worked for row in due.gap([team.pk], now=NOW)}
    assert [how[name][DAY] for name in ("Agent One", "Agent Two", "Agent Three")] == [
        "attendance",
        "roster",
        "record",
    ]


def test_absence_beats_the_roster_and_a_day_of_rest_beats_a_record(team, agent, agent2):
    attended(agent, DAY, state="absent")
    rostered(agent, team, DAY)
    rostered(agent2, team, DAY, code="-")
    served(agent2, DAY)
    assert waiting(team) == []


def test_attendance_that_knows_nothing_leaves_it_to_the_roster(team, agent):
    attended(agent, DAY, state="unknown")
    rostered(agent, team, DAY)
    assert waiting(team) == ["Agent One"]


def test_a_draft_is_no_roster(team, agent, agent2):
    rostered(agent, team, DAY, state="draft")
    assert waiting(team) == []


def test_a_shift_that_has_not_begun_is_no_work_yet(team, agent):
    rostered(agent, team, TODAY)
    early = dt.datetime(2026, 11, 21, 0, 30, tzinfo=dt.UTC)  # 08:30 in Shanghai, half an hour before.
    assert waiting(team, early) == []
    assert waiting(team, early + dt.timedelta(hours=1)) == ["Agent One"]


def test_leave_and_no_roster_are_not_due(team, agent, agent2):
    rostered(agent, team, DAY)
    begin = dt.datetime(2026, 11, 17, 16, tzinfo=dt.UTC)
    Block.objects.create(
        agent=agent, kind="away", source="leave", key="l", start_at=begin, end_at=begin + ONE
    )
    assert waiting(team) == []
    [row, other] = due.standings([team.pk], DAY - ONE, DAY, now=NOW)
    assert (row.on_leave, other.on_leave) == (True, False)


def test_a_report_without_work_is_no_record_of_work(team, agent):
    served(agent, DAY, reception_users=0, rate_recv=3, rate_5=3)
    assert waiting(team) == []


def test_seven_days_and_no_more(team, agent, agent2):
    attended(agent, TODAY - 6 * ONE)
    attended(agent2, TODAY - 7 * ONE)
    assert waiting(team) == ["Agent One"]


def test_praise_of_anybody_in_these_days_counts_and_none_taken_back(team, agent, agent2, stranger):
    attended(agent, DAY)
    attended(agent2, DAY)
    praised(agent, stranger, TODAY - 6 * ONE)
    praised(agent2, stranger, taken_back_at=NOW)
    assert waiting(team) == ["Agent Two"]
    praised(agent2, stranger, TODAY - 7 * ONE)
    assert waiting(team) == ["Agent Two"]


def test_the_day_is_that_of_the_organisation(team, agent):
    attended(agent, DAY - 3 * ONE)
    # 23:00 of the 21st in UTC is the 22nd in Shanghai, when the 15th lies seven days back.
    assert waiting(team, dt.datetime(2026, 11, 21, 15, tzinfo=dt.UTC)) == ["Agent One"]
    assert waiting(team, dt.datetime(2026, 11, 21, 23, tzinfo=dt.UTC)) == []


def test_who_left_is_not_waited_for_but_counts_in_the_week(team, agent, supervisor):
    attended(agent, DAY)
    people.leave(agent, on=DAY, actor=None)
    assert waiting(team) == []
    assert due.week_cover([team.pk], Week.of(DAY), now=NOW).worked == 1


def test_the_week_counts_from_monday_to_sunday(team, agent, agent2, lead):
    week = Week.of(TODAY)
    attended(agent, week.monday)
    attended(agent2, week.monday - ONE)
    praised(agent, lead, week.monday)
    cover = due.week_cover([team.pk], week, now=NOW)
    assert (cover.praised, cover.worked, cover.share) == (1, 1, 1.0)
    before = due.week_cover([team.pk], week.shift(-1), now=NOW)
    assert (before.praised, before.worked) == (0, 1)


def test_the_givers_own_cover_counts_own_praise_alone(team, agent, agent2, lead, stranger):
    attended(agent, DAY)
    attended(agent2, DAY)
    attended(lead, DAY)
    praised(agent, lead)
    praised(agent2, stranger)
    rows = due.week_standings([team.pk], Week.of(TODAY), now=NOW)
    assert (due.own_cover_of(rows, lead.pk).praised, due.own_cover_of(rows, lead.pk).worked) == (1, 2)
    assert due.cover_of(rows, but=lead.pk).praised == 2
