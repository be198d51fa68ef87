"""The demo's rosters: months that keep the rules, and a draft that has something to say."""

from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings

from shifts.models import Assignment, Roster
from shifts.selectors import conflicts

pytestmark = pytest.mark.django_db


def test_what_is_out_keeps_every_hard_rule_and_the_draft_shows_conflicts_and_a_gap(today: Any) -> None:
    with override_settings(DEMO=True):
        call_command("demo", agents=12, weeks=1, verbosity=0)
    out = Roster.objects.select_related("team").exclude(state="draft")
    assert {roster.state for roster in out} == {"published", "locked"}
    for roster in out:
        assert conflicts.hard(conflicts.conflicts(roster)) == [], str(roster)
    drafts = Roster.objects.select_related("team").filter(state="draft")
    said = [each.sentence for roster in drafts for each in conflicts.hard(conflicts.conflicts(roster))]
    assert any("h of rest" in sentence for sentence in said)
    assert any(conflicts.gaps(roster) for roster in drafts)
    assert Assignment.objects.count() > 500
