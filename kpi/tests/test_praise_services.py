"""Praise is given once a press, taken back soon, told in the receiver's language; nobody praises oneself."""

import datetime as dt

import pytest
from auditlog.models import LogEntry
from django.db import IntegrityError, transaction

from cstm.errors import DomainError
from kpi.models import Praise, PraiseValue, ReadyPraise
from kpi.services.praise import praises, settings
from kpi.tests.factories_praise import NOW, TODAY, attended, praised
from staff.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def give(giver, receiver, **values):
    tag = PraiseValue.objects.get(code="patience")
    known = {"value": tag, "text": "You stayed calm.", "actor": giver.user, "now": NOW}
    return praises.give(giver=giver, receiver=receiver, **{**known, **values})


def test_the_receiver_is_told_and_the_trail_knows(agent, agent2):
    row = give(agent, agent2)
    assert (row.day, row.kind) == (TODAY, "")
    [told] = Notice.objects.all()
    assert (told.agent, told.params) == (agent2, {"name": "Agent One", "text": "You stayed calm."})
    assert LogEntry.objects.filter(additional_data__action="praise.give").count() == 1


def test_nobody_praises_oneself_and_the_database_holds_it(agent):
    with pytest.raises(DomainError, match="oneself"):
        give(agent, agent)
    with pytest.raises(IntegrityError), transaction.atomic():
        praised(agent, agent)


def test_a_praise_without_words_or_value_is_refused(agent, agent2):
    with pytest.raises(DomainError, match="reason"):
        give(agent, agent2, text="  ")
    with pytest.raises(DomainError, match="value"):
        give(agent, agent2, value=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        praised(agent2, agent, text="")
    assert not Praise.objects.exists()


def test_who_left_or_is_to_come_is_not_praised(agent, agent2):
    agent2.left_on = TODAY - dt.timedelta(days=1)
    agent2.save()
    with pytest.raises(DomainError, match="not with us"):
        give(agent, agent2)


def test_a_press_sent_twice_is_one_praise(agent, agent2):
    first = give(agent, agent2, key="press-1")
    assert give(agent, agent2, key="press-1") == first
    assert give(agent, agent2, key="press-2") != first
    assert Notice.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        praised(agent2, agent, key="press-1")


def test_ready_words_come_in_the_receivers_language_with_their_value(agent, agent2):
    ready = ReadyPraise.objects.get(text_en__startswith="You stayed calm")
    agent2.user.language = "zh-hans"
    agent2.user.save()
    row = give(agent, agent2, text="", value=None, ready=ready)
    assert (row.text, row.value) == (ready.text_zh, ready.value)


def test_a_chosen_reason_is_sent_as_facts_have_it_now(agent, agent2):
    attended(agent2, TODAY, TODAY - dt.timedelta(days=1))
    row = give(agent, agent2, text="", value=None, reason_key="on_time")
    assert row.kind == "on_time"
    assert row.text.startswith("Worked 2 shifts")
    assert row.value.code == "reliability"


def test_a_reason_that_is_true_no_more_is_not_sent(agent, agent2):
    with pytest.raises(DomainError, match="reason"):
        give(agent, agent2, text="", reason_key="on_time")


def test_taking_back_takes_the_notice_along_and_ends_after_half_an_hour(agent, agent2):
    row = give(agent, agent2)
    praises.take_back(row, actor=agent.user, now=row.created_at + dt.timedelta(minutes=10))
    praises.take_back(row, actor=agent.user, now=row.created_at + dt.timedelta(hours=2))
    assert not Notice.objects.exists()
    late = give(agent, agent2)
    with pytest.raises(DomainError, match="30 minutes"):
        praises.take_back(late, actor=agent.user, now=late.created_at + dt.timedelta(minutes=31))


def test_a_praise_that_is_not_for_all_goes_to_no_groups_robot(agent, agent2, hook):
    give(agent, agent2, in_feed=False)
    assert hook.deliveries.count() == 0
    give(agent, agent2)
    assert hook.deliveries.count() == 1


@pytest.fixture
def hook():
    from staff.models import Webhook

    return Webhook.objects.create(
        name="group", format="plain", url="https://example.org/hook", kinds=["kpi.praise_got"]
    )


def test_the_last_value_stays_in_use(admin):
    rows = list(PraiseValue.objects.all())
    for row in rows[:-1]:
        settings.save_value(row, values={"active": False}, actor=admin.user)
    with pytest.raises(DomainError, match="One value"):
        settings.save_value(rows[-1], values={"active": False}, actor=admin.user)
    with pytest.raises(DomainError, match="both languages"):
        settings.save_ready(None, values={"value": rows[-1], "text_en": "Hi", "text_zh": " "}, actor=None)
