"""Who may open praise, honours and the weekly cover, and doors to them."""

from typing import Any

from django.http import Http404

from cstm.access import Page, register
from kpi.models import Award, Praise
from staff.access import agent_of, rights_of, visible_agents

LEAD = "praise.lead"
AWARD = "honours.award"
SETTINGS = "praise.settings"
_POST = ("POST",)
_BOTH = ("GET", "POST")

PAGES = [
    Page("kpi:praise", "own.view"),
    Page("kpi:praise_give", "own.view", methods=_BOTH),
    Page("kpi:praise_mine", "own.view"),
    Page("kpi:praise_take_back", "own.view", scoped="praise", methods=_POST),
    Page("kpi:praise_hide", "own.view", scoped="praise_got", methods=_POST),
    Page("kpi:praise_queue", LEAD),
    Page("kpi:praise_queue_send", LEAD, methods=_POST),
    Page("kpi:praise_settings", SETTINGS),
    Page("kpi:praise_value_new", SETTINGS, methods=_BOTH),
    Page("kpi:praise_value_edit", SETTINGS, methods=_BOTH),
    Page("kpi:ready_praise_new", SETTINGS, methods=_BOTH),
    Page("kpi:ready_praise_edit", SETTINGS, methods=_BOTH),
    Page("kpi:honour_list", "own.view"),
    Page("kpi:honour_new", SETTINGS, methods=_BOTH),
    Page("kpi:honour_edit", SETTINGS, methods=_BOTH),
    Page("kpi:award_new", AWARD, methods=_BOTH),
    Page("kpi:award_show", "own.view", scoped="award", methods=_POST),
    Page("kpi:award_end", AWARD, scoped="award", methods=_POST),
    Page("kpi:award_certificate", f"own.view|{AWARD}", scoped="award"),
]
API = [
    Page("kpi-api:praise", "own.view", methods=_BOTH),
    Page("kpi-api:praise_mine", "own.view"),
    Page("kpi-api:praise_take_back", "own.view", scoped="praise", methods=_POST),
    Page("kpi-api:praise_hide", "own.view", scoped="praise_got", methods=_POST),
    Page("kpi-api:praise_queue", LEAD),
    Page("kpi-api:praise_cover", LEAD),
    Page("kpi-api:praise_values", "own.view"),
    Page("kpi-api:honours", "own.view"),
    Page("kpi-api:awards", "own.view|" + AWARD, methods=_BOTH, writes=AWARD),
    Page("kpi-api:award_show", "own.view", scoped="award", methods=_POST),
    Page("kpi-api:award_end", AWARD, scoped="award", methods=_POST),
]

register([*PAGES, *API])


def get_given(user: Any, pk: int) -> Praise:
    """A praise that one gave; 404 for another's."""
    me = agent_of(user)
    found = Praise.objects.filter(pk=pk, giver=me).first() if me else None
    if found is None:
        raise Http404
    return found


def get_received(user: Any, pk: int) -> Praise:
    """A praise that one was given; 404 for another's."""
    me = agent_of(user)
    found = Praise.objects.filter(pk=pk, receiver=me).first() if me else None
    if found is None:
        raise Http404
    return found


def get_own_award(user: Any, pk: int) -> Award:
    """An honour that one holds; 404 for another's."""
    me = agent_of(user)
    found = Award.objects.filter(pk=pk, agent=me).select_related("honour", "agent").first() if me else None
    if found is None:
        raise Http404
    return found


def get_award(user: Any, pk: int) -> Award:
    """An honour of a person within the right to give them; 404 for another's."""
    people = visible_agents(user, AWARD).values("pk")
    rows = Award.objects.filter(pk=pk, agent_id__in=people)
    found = rows.select_related("honour", "agent", "awarded_by").first()
    if found is None:
        raise Http404
    return found


def get_readable_award(user: Any, pk: int) -> Award:
    """An own honour, or one of a person within the right to give them; 404 for another's."""
    me = agent_of(user)
    own = Award.objects.filter(pk=pk, agent=me).select_related("honour", "agent", "awarded_by").first()
    if me is not None and own is not None:
        return own
    if AWARD not in rights_of(user):
        raise Http404
    return get_award(user, pk)
