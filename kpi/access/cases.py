"""Who may open cases, actions and process waste, and doors to them."""

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from cstm.access import PUBLIC, Page, register, rights_of
from kpi.models import Case, CaseAction, CaseBatch, CaseCategory, ProcessWaste
from shifts.access.handover import served_by
from staff.access import agent_of, teams_in_scope, visible_agents, visible_stores
from staff.models import Agent, Store
from staff.selectors.leads import leads

_Row = TypeVar("_Row", bound=Model)
_POST = ("POST",)
_BOTH = ("GET", "POST")
VIEW, EDIT, IMPORT, DEFINE = "cases.view", "cases.edit", "cases.import", "cases.define"
READ, WRITE = f"own.view|{VIEW}", f"own.view|{EDIT}"

PAGES: list[Page] = [
    Page("kpi:case_list", READ),
    Page("kpi:case_new", WRITE, methods=_BOTH),
    Page("kpi:case_detail", READ, scoped="case"),
    Page("kpi:case_edit", WRITE, scoped="case", methods=_BOTH),
    *(
        Page(f"kpi:case_{deed}", WRITE, scoped="case", methods=_POST)
        for deed in ("give", "word", "close", "reopen", "check", "ask", "answer", "rating")
    ),
    Page("kpi:case_rate", PUBLIC, methods=_BOTH),
    Page("kpi:case_report", VIEW),
    Page("kpi:case_report_export", VIEW, methods=_POST),
    Page("kpi:case_products", VIEW),
    Page("kpi:case_settings", DEFINE),
    Page("kpi:case_category_new", DEFINE, methods=_BOTH),
    Page("kpi:case_category_edit", DEFINE, methods=_BOTH),
    Page("kpi:case_limit_set", DEFINE, methods=_POST),
    Page("kpi:case_import_list", IMPORT, methods=_BOTH),
    Page("kpi:case_import", IMPORT, scoped="case_batch"),
    *(
        Page(f"kpi:case_import_{deed}", IMPORT, scoped="case_batch", methods=_POST)
        for deed in ("take", "leave", "undo")
    ),
    Page("kpi:action_list", READ),
    Page("kpi:action_new", EDIT, methods=_BOTH),
    Page("kpi:action_detail", READ, scoped="case_action"),
    *(
        Page(f"kpi:action_{deed}", WRITE, scoped="case_action", methods=_POST)
        for deed in ("finish", "check", "drop")
    ),
    Page("kpi:waste_list", READ),
    Page("kpi:waste_new", WRITE, methods=_BOTH),
    Page("kpi:waste_decide", EDIT, scoped="waste", methods=_BOTH),
    Page("kpi:script_use", READ),
]
API: list[Page] = [
    Page("kpi-api:cases", READ, methods=_BOTH, writes=WRITE),
    Page("kpi-api:case", READ, scoped="case", methods=("GET", "PATCH"), writes=WRITE),
    Page("kpi-api:case_deed", WRITE, scoped="case", methods=_POST),
    Page("kpi-api:case_categories", READ),
    Page("kpi-api:case_report", VIEW),
    Page("kpi-api:actions", READ, methods=_BOTH, writes=EDIT),
    Page("kpi-api:action_deed", WRITE, scoped="case_action", methods=_POST),
    Page("kpi-api:wastes", READ, methods=_BOTH, writes=WRITE),
    Page("kpi-api:script_use", READ),
]

register([*PAGES, *API])


def _of(user: Any, right: str, *names: str) -> Q:
    """Rows whose person in one of these fields is oneself, or whose first one a right reaches."""
    me = agent_of(user)
    wanted = Q(pk__in=[])
    if me is not None:
        for name in names:
            wanted |= Q(**{name: me.pk})
    if right in rights_of(user):
        if teams_in_scope(user, right) is None:
            return Q()
        wanted |= Q(**{f"{names[0]}__in": visible_agents(user, right).values("pk")})
    return wanted


def visible_cases(user: Any, right: str = VIEW) -> "QuerySet[Case]":
    """Cases that one owns or made, and those of people whom the right reaches."""
    return Case.objects.filter(_of(user, right, "owner", "made_by"))


def led_cases(user: Any) -> "QuerySet[Case]":
    """Cases of people whom the right to look at cases reaches: what a report counts."""
    return Case.objects.filter(_of(user, VIEW, "owner"))


def visible_actions(user: Any, right: str = VIEW) -> "QuerySet[CaseAction]":
    """Actions that one owns or added, and those of people whom the right reaches."""
    return CaseAction.objects.filter(_of(user, right, "owner", "made_by"))


def visible_waste(user: Any, right: str = VIEW) -> "QuerySet[ProcessWaste]":
    """Waste that one wrote down, and what people wrote whom the right reaches."""
    return ProcessWaste.objects.filter(_of(user, right, "written_by"))


def get_case(user: Any, pk: int, right: str = VIEW) -> Case:
    """A case within reach; 404 for another."""
    rows = visible_cases(user, right).select_related("store", "owner", "made_by", "about", "category__parent")
    return _one(rows, pk)


def get_action(user: Any, pk: int, right: str = VIEW) -> CaseAction:
    """An action within reach; 404 for another."""
    return _one(visible_actions(user, right).select_related("owner", "made_by", "checked_by"), pk)


def get_waste(user: Any, pk: int, right: str = EDIT) -> ProcessWaste:
    """A line of the waste log within reach; 404 for another."""
    return _one(visible_waste(user, right).select_related("written_by", "store"), pk)


def visible_case_batches(user: Any) -> "QuerySet[CaseBatch]":
    """Sheets that one sent oneself, or that came from one's part of the tree."""
    rows = CaseBatch.objects.select_related("uploaded_by")
    if teams_in_scope(user, IMPORT) is None:
        return rows
    theirs = visible_agents(user, IMPORT).order_by().values("user")
    return rows.filter(Q(uploaded_by_id=user.pk) | Q(uploaded_by__in=theirs))


def get_case_batch(user: Any, pk: int) -> CaseBatch:
    """A sheet that one may see; 404 for another's."""
    return _one(visible_case_batches(user), pk)


def get_category(pk: int) -> CaseCategory:
    """A category; 404 where there is none."""
    return _one(CaseCategory.objects.all(), pk)


def _one(rows: "QuerySet[_Row]", pk: int) -> _Row:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def stores_for(user: Any) -> "QuerySet[Store]":
    """Stores one may open cases for: those one serves or leads; where that is none, all that are in use."""
    led = visible_stores(user, VIEW) if VIEW in rights_of(user) else Store.objects.none()
    wanted = Q(pk__in=led.values("pk"))
    me = agent_of(user)
    if me is not None:
        wanted |= Q(pk__in=served_by(me, timezone.localdate()).values("pk"))
    found = Store.objects.filter(wanted, active=True).order_by("name")
    return found if found.exists() else Store.objects.filter(active=True).order_by("name")


def owners_for(user: Any) -> "QuerySet[Agent]":
    """Who may be given a case by this log-in: oneself, the own leaders, and people in reach."""
    today = timezone.localdate()
    wanted = Q(pk__in=[])
    if EDIT in rights_of(user):
        wanted |= Q(pk__in=visible_agents(user, EDIT).values("pk"))
    me = agent_of(user)
    if me is not None:
        team = me.memberships.on(today).values_list("team_id", flat=True).first()
        wanted |= Q(pk__in=[me.pk, *leads(today).of(team, but=[me.pk])])
    return Agent.objects.filter(wanted).employed_on(today).order_by("name", "employee_no")
