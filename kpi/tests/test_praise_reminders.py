"""The daily job computes the gap, tells leaders before the week ends, and those above kindly; once each."""

import datetime as dt

import pytest

from kpi import tasks
from kpi.models import PraiseDue
from kpi.selectors.praise import feed
from kpi.services.praise import reminders
from kpi.tests.factories_praise import attended, praised
from staff.models import Notice, Webhook, WebhookDelivery
from staff.notice_kinds import words

pytestmark = pytest.mark.usefixtures("today")
# 09:30 in Shanghai, Wednesday 18 to Sunday 22 November 2026.
WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = (
    dt.datetime(2026, 11, day, 1, 30, tzinfo=dt.UTC) for day in range(18, 23)
)
DAY = dt.date(2026, 11, 17)


def told(kind):
    return sorted(str(row.agent) for row in Notice.objects.filter(kind=kind))


def at(moment):
    """Run the job as the clock would at a moment, notices written then."""
    sent = reminders.compute(moment)
    Notice.objects.filter(created_at__gt=moment).update(created_at=moment)
    return sent


def test_early_in_the_week_it_is_only_computed(lead, agent, agent2, supervisor):
    attended(agent, DAY)
    assert at(WEDNESDAY) == 0
    [due] = PraiseDue.objects.all()
    assert (due.agent, due.day) == (agent, dt.date(2026, 11, 18))
    assert not Notice.objects.exists()


def test_leaders_are_told_once_a_week_however_often_it_fires(lead, agent, agent2, supervisor):
    attended(agent, DAY)
    attended(agent2, DAY)
    assert [at(THURSDAY), at(THURSDAY), at(FRIDAY)] == [1, 0, 0]
    assert told("kpi.praise_gap") == ["Lead"]
    assert told("kpi.praise_gap_above") == []


def test_the_supervisor_hears_on_the_weekend_and_kindly(lead, agent, supervisor):
    attended(agent, DAY)
    at(FRIDAY)
    assert [at(SATURDAY), at(SATURDAY), at(SUNDAY)] == [1, 0, 0]
    assert told("kpi.praise_gap_above") == ["Supervisor"]
    notice = Notice.objects.get(kind="kpi.praise_gap_above")
    title, body = words(notice.kind, notice.params)
    assert "Lead knows and may be busy" in body
    for word in ("overdue", "failed", "missed", "late", "must"):
        assert word not in f"{title} {body}".lower()


def test_nobody_is_passed_over_before_a_night_to_find_a_word(lead, agent, supervisor):
    attended(agent, DAY)
    assert at(SATURDAY) == 1
    assert (told("kpi.praise_gap"), told("kpi.praise_gap_above")) == (["Lead"], [])
    assert at(SUNDAY) == 1


def test_who_was_praised_since_is_not_spoken_of(lead, agent, supervisor):
    attended(agent, DAY)
    at(FRIDAY)
    praised(agent, lead, dt.date(2026, 11, 20))
    assert at(SATURDAY) == 0
    assert not PraiseDue.objects.filter(day=dt.date(2026, 11, 21)).exists()


def test_a_leader_waits_for_the_word_of_those_above(lead, supervisor):
    attended(lead, DAY)
    at(FRIDAY)
    assert told("kpi.praise_gap") == ["Supervisor"]


def test_no_notice_names_anybody_and_no_robot_hears(lead, agent, supervisor):
    kinds = ["kpi.praise_gap", "kpi.praise_gap_above"]
    Webhook.objects.create(name="group", format="plain", url="https://example.org/h", kinds=kinds)
    attended(agent, DAY)
    at(FRIDAY)
    at(SATURDAY)
    for notice in Notice.objects.all():
        assert "Agent One" not in " ".join(words(notice.kind, notice.params))
    assert not WebhookDelivery.objects.exists()
    assert set(told(kinds[0]) + told(kinds[1])) == {"Lead", "Supervisor"}


def test_the_task_uses_the_clock_of_the_organisation(lead, agent):
    attended(agent, dt.date(2026, 11, 20))
    assert tasks.praise_gap() == 1
    assert PraiseDue.objects.get().day == dt.date(2026, 11, 21)


def test_the_count_of_the_home_page_falls_as_soon_as_somebody_is_praised(team, lead, agent, agent2):
    attended(agent, DAY)
    attended(agent2, DAY)
    at(FRIDAY)
    day = dt.date(2026, 11, 20)
    assert feed.due_count([team.pk], day=day) == 2
    praised(agent, agent2, day)
    assert feed.due_count([team.pk], day=day) == 1
    assert feed.due_count([team.pk], day=day, but=agent2.pk) == 0
    assert feed.due_count([], day=day) == 0
