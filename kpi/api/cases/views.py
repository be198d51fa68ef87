"""Machine door to cases, their report, actions, process waste and script use."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.api import Paging, page_of, results_of
from cstm.errors import DomainError
from cstm.formats import asked_date, asked_number
from kpi.access import cases as access
from kpi.api.cases import shapes
from kpi.models import CaseCategory
from kpi.selectors.cases import cases as reads
from kpi.selectors.cases import lists
from kpi.selectors.cases import report as report_reads
from kpi.selectors.cases.periods import Period
from kpi.services.cases import actions, cases, steps, waste
from staff.access import agent_of, visible_agents
from staff.models import Agent


def said_in(shape: type[Any], request: Request) -> dict[str, Any]:
    """What was sent, in its shape."""
    form = shape(data=request.data)
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


def me_of(request: Request) -> Agent:
    """The person behind the log-in; raises DomainError where nobody is."""
    me = agent_of(request.user)
    if me is None:
        raise DomainError(_("No person belongs to this log-in."), code="nobody")
    return me


def owner_of(request: Request, number: str | None) -> Agent:
    """Whom a thing is given to, by employee number; the caller without one. Raises DomainError."""
    if not number:
        return me_of(request)
    found = access.owners_for(request.user).filter(employee_no=number).first()
    if found is None:
        raise DomainError(_("Nobody whom you may name has this employee number."), code="owner")
    return found


def _shown(case: Any) -> dict[str, Any]:
    return dict(shapes.CaseOut(case, context={"now": timezone.now()}).data)


class Cases(APIView):
    """Cases that one owns, made or leads."""

    @extend_schema(
        operation_id="kpi_cases_list",
        responses=page_of(shapes.CaseOut),
        parameters=[
            OpenApiParameter("q", str, description="Part of a title, buyer, order or product."),
            OpenApiParameter("kind", str),
            OpenApiParameter("state", str, description="open, waiting, closed, or standing (not closed)"),
            OpenApiParameter("store", int),
            OpenApiParameter("category", int),
            OpenApiParameter("due", str, description="late or today"),
        ],
    )
    def get(self, request: Request) -> Response:
        """What is due first; paged."""
        asked, now = request.query_params, timezone.now()
        local = timezone.localtime(now)
        rows = reads.found(
            access.visible_cases(request.user),
            reads.Asked(
                text=asked.get("q", "")[:120],
                kind=asked.get("kind", "")[:12],
                state=asked.get("state", "standing")[:12],
                store_id=asked_number(asked.get("store", "")),
                category_id=asked_number(asked.get("category", "")),
                due=asked.get("due", "") if asked.get("due", "") in ("late", "today") else "",
            ),
            now=now,
            day_end=local.replace(hour=23, minute=59, second=59, microsecond=999999),
        )
        paging = Paging()
        page = paging.paginate_queryset(rows, request)
        shown = shapes.CaseOut(page, many=True, context={"now": now})
        return paging.get_paginated_response(shown.data)

    @extend_schema(operation_id="kpi_case_open", request=shapes.NewCase, responses={201: shapes.CaseOut})
    def post(self, request: Request) -> Response:
        """Open a case; its clock starts."""
        said = said_in(shapes.NewCase, request)
        store = access.stores_for(request.user).filter(pk=said.pop("store")).first()
        if store is None:
            raise DomainError(_("You do not serve this store."), code="store")
        case = cases.open_case(
            store,
            kind=said.pop("kind"),
            title=said.pop("title"),
            owner=owner_of(request, said.pop("owner", None)),
            by=agent_of(request.user),
            values=said,
            actor=request.user,  # type: ignore[arg-type]
        )
        return Response(_shown(case), status=status.HTTP_201_CREATED)


class OneCase(APIView):
    """One case."""

    @extend_schema(operation_id="kpi_case", responses=shapes.CaseOut)
    def get(self, request: Request, pk: int) -> Response:
        """What it says."""
        return Response(_shown(access.get_case(request.user, pk)))

    @extend_schema(operation_id="kpi_case_change", request=shapes.ChangedCase, responses=shapes.CaseOut)
    def patch(self, request: Request, pk: int) -> Response:
        """Change what it says; a new kind or priority gives it a new due time."""
        case = access.get_case(request.user, pk, access.EDIT)
        said = said_in(shapes.ChangedCase, request)
        cases.change(case.pk, values=said, by=agent_of(request.user), actor=request.user)  # type: ignore[arg-type]
        return Response(_shown(access.get_case(request.user, pk, access.EDIT)))


class CaseDeed(APIView):
    """What is done to a case."""

    @extend_schema(operation_id="kpi_case_deed", request=shapes.DeedIn, responses=shapes.CaseOut)
    def post(self, request: Request, pk: int) -> Response:
        """Add a word, close, reopen, give to somebody, ask a department, write down its answer."""
        case = access.get_case(request.user, pk, access.EDIT)
        said = said_in(shapes.DeedIn, request)
        who: dict[str, Any] = {"by": agent_of(request.user), "actor": request.user}
        deed, text = said["deed"], said["text"]
        if deed == "word":
            cases.add_word(case.pk, text=text, **who)
        elif deed == "close":
            cases.close(case.pk, outcome=text, first_contact=said["first_contact"], **who)
        elif deed == "reopen":
            cases.reopen(case.pk, reason=text, **who)
        elif deed == "give":
            cases.give(case.pk, owner=owner_of(request, said.get("owner")), **who)
        elif deed == "ask":
            steps.ask(case.pk, department=said.get("department", ""), what=text, **who)
        else:
            steps.answer(case.pk, said.get("step") or 0, text=text, **who)
        case.refresh_from_db()
        return Response(_shown(case))


class CaseCategories(APIView):
    """The tree of categories."""

    @extend_schema(operation_id="kpi_case_categories", responses=results_of(shapes.CategoryOut))
    def get(self, request: Request) -> Response:
        """Every category in the order of the tree."""
        rows: list[CaseCategory] = [node["row"] for node in reads.category_tree()]
        return Response({"results": shapes.CategoryOut(rows, many=True).data})


class CaseReport(APIView):
    """The case report."""

    @extend_schema(
        operation_id="kpi_case_report",
        responses=shapes.CaseReportOut,
        parameters=[OpenApiParameter("period", str, description="A week (2026-W41) or month (2026-10).")],
    )
    def get(self, request: Request) -> Response:
        """Sums by store and category of the cases opened in a week or month, within reach."""
        text = request.query_params.get("period", "")
        period = Period.parse(text) if text else Period.week(timezone.localdate())
        found = report_reads.report(
            access.led_cases(request.user),
            period.first,
            period.last,
            before=(period.before.first, period.before.last),
            now=timezone.now(),
        )
        return Response(shapes.CaseReportOut(found).data)


class Actions(APIView):
    """Corrective and preventive actions."""

    @extend_schema(
        operation_id="kpi_actions_list",
        responses=page_of(shapes.ActionOut),
        parameters=[OpenApiParameter("state", str, description="open, done, checked, dropped or standing")],
    )
    def get(self, request: Request) -> Response:
        """What is due first; paged."""
        state = request.query_params.get("state", "standing")[:10]
        rows = lists.actions(access.visible_actions(request.user), state=state)
        paging = Paging()
        page = paging.paginate_queryset(rows, request)
        return paging.get_paginated_response(shapes.ActionOut(page, many=True).data)

    @extend_schema(operation_id="kpi_action_add", request=shapes.ActionIn, responses={201: shapes.ActionOut})
    def post(self, request: Request) -> Response:
        """Add an action; its owner is told."""
        said = said_in(shapes.ActionIn, request)
        owner = owner_of(request, said.pop("owner"))
        action = actions.add_action(**said, owner=owner, actor=request.user)  # type: ignore[arg-type]
        return Response(shapes.ActionOut(action).data, status=status.HTTP_201_CREATED)


class ActionDeed(APIView):
    """What is done to an action."""

    @extend_schema(operation_id="kpi_action_deed", request=shapes.ActionDeedIn, responses=shapes.ActionOut)
    def post(self, request: Request, pk: int) -> Response:
        """It is done, checked by somebody else, or dropped."""
        action = access.get_action(request.user, pk, access.EDIT)
        said, today = said_in(shapes.ActionDeedIn, request), timezone.localdate()
        actor: Any = request.user
        if said["deed"] == "finish":
            action = actions.finish(action.pk, result=said["text"], on=today, actor=actor)
        elif said["deed"] == "check":
            action = actions.check(
                action.pk,
                helped=said["helped"],
                found=said["text"],
                by=agent_of(actor),
                on=today,
                actor=actor,
            )
        else:
            action = actions.drop(action.pk, reason=said["text"], actor=actor)
        return Response(shapes.ActionOut(action).data)


class Wastes(APIView):
    """The process-waste log."""

    @extend_schema(operation_id="kpi_wastes_list", responses=page_of(shapes.WasteOut))
    def get(self, request: Request) -> Response:
        """The newest first; paged."""
        paging = Paging()
        page = paging.paginate_queryset(lists.waste(access.visible_waste(request.user)), request)
        return paging.get_paginated_response(shapes.WasteOut(page, many=True).data)

    @extend_schema(operation_id="kpi_waste_write", request=shapes.WasteIn, responses={201: shapes.WasteOut})
    def post(self, request: Request) -> Response:
        """Write down a step that costs time."""
        said = said_in(shapes.WasteIn, request)
        row = waste.write(**said, by=me_of(request), actor=request.user)  # type: ignore[arg-type]
        return Response(shapes.WasteOut(row).data, status=status.HTTP_201_CREATED)


class ScriptUse(APIView):
    """Use of canned replies beside marks of inspections."""

    @extend_schema(
        operation_id="kpi_script_use",
        responses=results_of(shapes.ScriptLineOut),
        parameters=[
            OpenApiParameter("first", dt.date, description="First day; usually four weeks back."),
            OpenApiParameter("last", dt.date, description="Last day; usually today."),
        ],
    )
    def get(self, request: Request) -> Response:
        """A line for each person in reach, by name."""
        asked = request.query_params
        last = asked_date(asked.get("last", "")) or timezone.localdate()
        first = asked_date(asked.get("first", "")) or last - dt.timedelta(days=27)
        people = visible_agents(request.user, access.VIEW).values("pk")
        lines = lists.script_lines(people, first, last)
        return Response({"results": shapes.ScriptLineOut(lines, many=True).data})
