"""Corrective and preventive actions: added once, done with a result, checked by somebody else."""

import datetime as dt

import pytest

from cstm.errors import DomainError
from kpi.choices.cases import ActionState
from kpi.models import CaseAction
from kpi.services.cases import actions
from kpi.tests.factories import an_agent
from staff.models import Notice

pytestmark = pytest.mark.django_db
DUE = dt.date(2026, 12, 1)


def an_action(owner, **changes):
    values = {
        "kind": "corrective",
        "title": "Write the size table anew",
        "cause": "Buyers take the wrong size",
        "due": DUE,
        "source": "inspection:7",
    }
    return actions.add_action(owner=owner, actor=None, **{**values, **changes})


def test_an_action_is_added_once_for_its_source_and_its_owner_is_told():
    owner = an_agent("A1")
    first, again = an_action(owner), an_action(owner)
    assert first.pk == again.pk
    assert CaseAction.objects.count() == 1
    assert Notice.objects.get().agent == owner
    an_action(owner, title="Another")
    an_action(owner, source="")
    an_action(owner, source="")
    assert CaseAction.objects.count() == 4


@pytest.mark.parametrize(
    ("changes", "code"), [({"kind": "punishment"}, "kind"), ({"title": "  "}, "no_title")]
)
def test_what_makes_no_action_is_refused(changes, code):
    with pytest.raises(DomainError) as refused:
        an_action(an_agent("A1"), **changes)
    assert refused.value.code == code
    assert not CaseAction.objects.exists()


def test_somebody_who_left_gets_none():
    gone = an_agent("A1")
    gone.left_on = dt.date(2026, 1, 1)
    gone.save()
    with pytest.raises(DomainError):
        an_action(gone)


def test_it_is_done_with_a_result_and_checked_by_another():
    owner, leader = an_agent("A1"), an_agent("L1")
    action = an_action(owner)
    with pytest.raises(DomainError):
        actions.finish(action.pk, result=" ", on=DUE, actor=None)
    actions.finish(action.pk, result="The table stands on the page", on=DUE, actor=None)
    with pytest.raises(DomainError) as refused:
        actions.check(action.pk, helped="yes", found="Fewer", by=owner, on=DUE, actor=None)
    assert refused.value.code == "own_action"
    checked = actions.check(action.pk, helped="yes", found="Half as many", by=leader, on=DUE, actor=None)
    assert (checked.state, checked.checked_by) == (ActionState.CHECKED, leader)
    with pytest.raises(DomainError):
        actions.drop(action.pk, reason="Not needed", actor=None)


def test_what_did_not_help_is_to_do_again():
    action = an_action(an_agent("A1"))
    actions.finish(action.pk, result="Done", on=DUE, actor=None)
    again = actions.check(action.pk, helped="no", found="As many", by=an_agent("L1"), on=DUE, actor=None)
    assert (again.state, again.done_on) == (ActionState.OPEN, None)
    dropped = actions.drop(action.pk, reason="Sold out", actor=None)
    assert (dropped.state, dropped.check_words) == (ActionState.DROPPED, "Sold out")
