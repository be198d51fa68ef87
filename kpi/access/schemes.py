"""Who may open schemes and scorecards, and doors to them."""

from typing import Any

from django.http import Http404

from cstm.access import SIGNED_IN, Page, register
from kpi.choices.schemes import VersionState
from kpi.models import Scheme, SchemeVersion
from staff.access import rights_of

EDIT = "schemes.edit"
_POST = ("POST",)
_BOTH = ("GET", "POST")

PAGES: list[Page] = [
    Page("kpi:my_scorecard", "own.view"),
    Page("kpi:agent_scorecard", "own.view|scores.view", scoped="agent"),
    Page("kpi:scorecards", "scores.view"),
    Page("kpi:scheme_list", SIGNED_IN),
    Page("kpi:scheme_version", SIGNED_IN),
    Page("kpi:scheme_new", EDIT, methods=_BOTH),
    Page("kpi:scheme_draft", EDIT, methods=_POST),
    Page("kpi:scheme_line_new", EDIT, methods=_BOTH),
    Page("kpi:scheme_line_edit", EDIT, methods=_BOTH),
    Page("kpi:scheme_line_remove", EDIT, methods=_POST),
    Page("kpi:scheme_about", EDIT, methods=_POST),
    Page("kpi:scheme_publish", EDIT, methods=_POST),
    Page("kpi:scheme_remove", EDIT, methods=_POST),
    Page("kpi:scheme_compare", EDIT),
    Page("kpi:scheme_try", EDIT),
]
API: list[Page] = [
    Page("kpi-api:scorecards", "own.view|scores.view"),
    Page("kpi-api:scorecard", "own.view|scores.view", scoped="agent"),
    Page("kpi-api:schemes", SIGNED_IN, methods=_BOTH, writes=EDIT),
    Page("kpi-api:scheme_drafts", EDIT, methods=_POST),
    Page("kpi-api:scheme_version", SIGNED_IN, methods=("GET", "PUT", "DELETE"), writes=EDIT),
    Page("kpi-api:scheme_publish", EDIT, methods=_POST),
    Page("kpi-api:scheme_try", EDIT),
]

register([*PAGES, *API])


def writes_schemes(user: Any) -> bool:
    """May this log-in see and write drafts?"""
    return EDIT in rights_of(user)


def get_version(user: Any, pk: int) -> SchemeVersion:
    """A version: everybody reads published ones, drafts only who writes schemes; 404 otherwise."""
    rows = SchemeVersion.objects.select_related("scheme__grade")
    if not writes_schemes(user):
        rows = rows.filter(state=VersionState.PUBLISHED)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_draft(user: Any, pk: int) -> SchemeVersion:
    """A version that can still be written; 404 for a published one."""
    found = get_version(user, pk)
    if found.is_published:
        raise Http404
    return found


def get_scheme(pk: int) -> Scheme:
    """A scheme; 404 for none."""
    found = Scheme.objects.filter(pk=pk).select_related("grade").first()
    if found is None:
        raise Http404
    return found
