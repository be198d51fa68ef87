"""Rows of several tables in one query come back as each alone would give them."""

import datetime as dt

import pytest
from django.db.models import Count, F

from cstm import joined
from cstm.joined import Part
from staff.models import Agent, Block, Contract

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 3, 1, 30, tzinfo=dt.UTC)


def test_each_part_keeps_its_columns_and_types(agent, agent2, django_assert_num_queries):
    Contract.objects.create(agent=agent, weekly_minutes=1200, valid_from=dt.date(2026, 11, 1))
    Block.objects.create(
        agent=agent2, kind="away", source="leave", start_at=AT, end_at=AT + dt.timedelta(hours=1), key="k"
    )
    agents = Agent.objects.filter(pk__in=[agent.pk, agent2.pk])
    with django_assert_num_queries(1):
        found = joined.read(
            [
                Part("nobody", Agent.objects.filter(pk=0), ("pk",)),
                Part("contracts", Contract.objects.all(), ("agent_id", "weekly_minutes"), ("valid_from",)),
                Part("blocks", Block.objects.all(), ("agent_id",), (), ("start_at",), ("kind", "key")),
                Part("people", agents, ("pk", F("pk") + 1), texts=("name",)),
                Part("ends", Block.objects.values("agent_id").annotate(n=Count("pk")), ("agent_id", "n")),
            ]
        )
    assert found["nobody"] == []
    assert found["contracts"] == [(agent.pk, 1200, dt.date(2026, 11, 1))]
    assert found["blocks"] == [(agent2.pk, AT, "away", "k")]
    assert sorted(found["people"]) == [(one.pk, one.pk + 1, one.name) for one in (agent, agent2)]
    assert found["ends"] == [(agent2.pk, 1)]
