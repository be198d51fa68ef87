"""API of inspections, calibrations, problems and the case clinic."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.api import Paging, page_of, results_of
from cstm.errors import DomainError
from cstm.formats import asked_number
from cstm.weeks import Week
from kpi.access import quality as access
from kpi.api.quality.shapes import (
    CalibrationIn,
    CalibrationOut,
    CalibrationOutcomeOut,
    CalibrationSheetIn,
    ClinicIn,
    ClinicOut,
    QualityProblemIn,
    QualityProblemOut,
    ReviewAnswerIn,
    ReviewDecisionIn,
    ReviewIn,
    ReviewMarksOut,
    ReviewOut,
)
from kpi.choices.quality import ReviewState, RoundState
from kpi.models import CalibrationRound, Review
from kpi.selectors.quality import agreement, lists
from kpi.services.quality import calibration, problems, reviews
from kpi.services.quality.reviews import Said
from staff.access import agent_of, get_agent
from staff.models import Agent


def _me(request: Request) -> Agent:
    me = agent_of(request.user)
    if me is None:
        raise DomainError("This log-in stands for nobody.", code="nobody")
    return me


def _said(marks: Iterable[Mapping[str, Any]]) -> dict[str, Said]:
    return {one["item"]: Said(one["answer"], one["turn"], one["cause"], one["note"]) for one in marks}


def _shown(request: Request, pk: int) -> Response:
    row: Review = access.get_review(request.user, pk)
    return Response(ReviewMarksOut({"review": row, "marks": row.marks.all()}).data)


class Reviews(APIView):
    """Inspections that one may see."""

    @extend_schema(
        operation_id="kpi_reviews_list",
        responses=page_of(ReviewOut),
        parameters=[
            OpenApiParameter("agent", int),
            OpenApiParameter("week", str),
            OpenApiParameter("state", str, enum=ReviewState.values),
        ],
    )
    def get(self, request: Request) -> Response:
        """Newest first; `state=waiting` gives those that wait for oneself. Paged."""
        asked = request.query_params
        if asked.get("state") == ReviewState.WAITING:
            rows = lists.to_review(request.user)
        else:
            rows = lists.done(
                request.user,
                agent_id=asked_number(asked.get("agent", "")),
                week=Week.parse(asked["week"]) if asked.get("week") else None,
                state=asked.get("state", ""),
            )
        paging = Paging()
        return paging.get_paginated_response(
            ReviewOut(paging.paginate_queryset(rows, request), many=True).data
        )


class OneReview(APIView):
    """One inspection."""

    @extend_schema(operation_id="kpi_reviews_retrieve", responses=ReviewMarksOut)
    def get(self, request: Request, pk: int) -> Response:
        """With its marks."""
        return _shown(request, pk)


class ReviewMarks(APIView):
    """Filling the form."""

    @extend_schema(request=ReviewIn, responses=ReviewMarksOut)
    def post(self, request: Request, pk: int) -> Response:
        """By its own reviewer, once; a miss needs its root cause."""
        row = access.get_review_to_mark(request.user, pk)
        form = ReviewIn(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        reviews.fill(row, _said(said["marks"]), coaching=said["coaching"], actor=request.user)
        return _shown(request, pk)


class ReviewAnswer(APIView):
    """The agent's answer."""

    @extend_schema(request=ReviewAnswerIn, responses=ReviewMarksOut)
    def post(self, request: Request, pk: int) -> Response:
        """Acknowledge, or dispute with a comment."""
        row = access.get_own_review(request.user, pk)
        form = ReviewAnswerIn(data=request.data)
        form.is_valid(raise_exception=True)
        act = reviews.dispute if form.validated_data["answer"] == "dispute" else reviews.acknowledge
        act(row, comment=form.validated_data["comment"], actor=request.user)
        return _shown(request, pk)


class ReviewDecision(APIView):
    """The second look."""

    @extend_schema(request=ReviewDecisionIn, responses=ReviewMarksOut)
    def post(self, request: Request, pk: int) -> Response:
        """Decide on a dispute, by a reviewer who was not the first one."""
        row = access.get_dispute(request.user, pk)
        form = ReviewDecisionIn(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        marks = _said(said["marks"]) or None
        reviews.decide(row, decider=_me(request), reason=said["reason"], said=marks, actor=request.user)
        return _shown(request, pk)


class Calibrations(APIView):
    """One's calibrations."""

    @extend_schema(operation_id="kpi_calibrations_list", responses=results_of(CalibrationOut))
    def get(self, request: Request) -> Response:
        """Newest first, at most 200."""
        rows = lists.rounds(access.visible_rounds(request.user))[:200]
        return Response({"results": CalibrationOut(rows, many=True).data})

    @extend_schema(request=CalibrationIn, responses={201: CalibrationOut})
    def post(self, request: Request) -> Response:
        """Open one; its chats are drawn by a seed."""
        form = CalibrationIn(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        made = calibration.open_round(
            name=said["name"],
            version=access.get_version(request.user, said["version"]),
            reviewers=Agent.objects.filter(pk__in=said["reviewers"]),
            count=said["count"],
            within=access.visible_chats(request.user),
            actor=request.user,
            today=timezone.localdate(),
        )
        return Response(CalibrationOut(made).data, status=status.HTTP_201_CREATED)


def _round(row: CalibrationRound) -> Response:
    found = agreement.outcome(row) if row.state == RoundState.CLOSED else None
    return Response(
        CalibrationOutcomeOut(
            {
                "round": row,
                "chats": list(row.chats.order_by("pk").values_list("pk", flat=True)),
                "overall": found.overall if found else None,
                "items": found.items if found else [],
                "left_out": found.left_out if found else 0,
            }
        ).data
    )


class OneCalibration(APIView):
    """One calibration."""

    @extend_schema(operation_id="kpi_calibrations_retrieve", responses=CalibrationOutcomeOut)
    def get(self, request: Request, pk: int) -> Response:
        """Its chats; the figures once it is closed."""
        return _round(access.get_round(request.user, pk))


class CalibrationFill(APIView):
    """Filling a form, blind."""

    @extend_schema(request=CalibrationSheetIn, responses=CalibrationOutcomeOut)
    def post(self, request: Request, pk: int) -> Response:
        """One's answers for one chat; changeable until the round is closed."""
        row = access.get_round(request.user, pk)
        form = CalibrationSheetIn(data=request.data)
        form.is_valid(raise_exception=True)
        chat = row.chats.filter(pk=form.validated_data["chat"]).first()
        if chat is None:
            raise DomainError("This chat is not in the round.", code="not_mine")
        answers = form.validated_data["answers"]
        calibration.fill(row, chat, answers, reviewer=_me(request), actor=request.user)
        return _round(row)


class CalibrationClose(APIView):
    """Ending a round."""

    @extend_schema(request=None, responses=CalibrationOutcomeOut)
    def post(self, request: Request, pk: int) -> Response:
        """From then on the reviewers see how far they agree."""
        row = access.get_round(request.user, pk)
        return _round(calibration.close(row, actor=request.user))


class Problems(APIView):
    """Tracked problems."""

    @extend_schema(
        operation_id="kpi_problems_list",
        responses=page_of(QualityProblemOut),
        parameters=[OpenApiParameter("all", bool)],
    )
    def get(self, request: Request) -> Response:
        """Open ones by the day to look again, or all; paged."""
        everything = request.query_params.get("all", "").lower() in ("1", "true")
        rows = lists.problems(access.visible_problems(request.user), open_only=not everything)
        paging = Paging()
        return paging.get_paginated_response(
            QualityProblemOut(paging.paginate_queryset(rows, request), many=True).data
        )


class OneProblem(APIView):
    """One problem."""

    @extend_schema(operation_id="kpi_problems_retrieve", responses=QualityProblemOut)
    def get(self, request: Request, pk: int) -> Response:
        """As it stands."""
        return Response(QualityProblemOut(access.get_problem(request.user, pk)).data)


class ProblemEdit(APIView):
    """Following a problem."""

    @extend_schema(request=QualityProblemIn, responses=QualityProblemOut)
    def patch(self, request: Request, pk: int) -> Response:
        """Say cause, fix, owner and day; with a result close it."""
        row = access.get_problem(request.user, pk, mend=True)
        form = QualityProblemIn(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        if said["result"]:
            row = problems.close(row, result=said["result"], solved=said["solved"], actor=request.user)
            return Response(QualityProblemOut(row).data)
        owner = row.owner if said["owner"] is None else get_agent(request.user, said["owner"])
        if owner is None:
            raise DomainError("Name an owner.", code="no_owner")
        row = problems.fix(
            row,
            cause=said["cause"] or row.cause,
            fix=said["fix"] or row.fix,
            owner=owner,
            check_on=said["check_on"] or row.check_on,
            root=said["root"],
            actor=request.user,
        )
        return Response(QualityProblemOut(row).data)


class Clinic(APIView):
    """The weekly case clinic."""

    @extend_schema(
        operation_id="kpi_clinic_list",
        responses=results_of(ClinicOut),
        parameters=[OpenApiParameter("week", str)],
    )
    def get(self, request: Request) -> Response:
        """What a week's clinic talks about; without `week` this week's."""
        return self._shown(request, self._week(request.query_params.get("week", "")))

    @extend_schema(operation_id="kpi_clinic_pick", request=ClinicIn, responses=results_of(ClinicOut))
    def post(self, request: Request) -> Response:
        """Put a problem on it or take it off; with a lesson keep what was learnt."""
        form = ClinicIn(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        row, week = access.get_problem(request.user, said["problem"], mend=True), Week.parse(said["week"])
        if said["lesson"]:
            problems.learn(row, week, lesson=said["lesson"], actor=request.user)
        else:
            problems.pick(row, week, actor=request.user)
        return self._shown(request, week)

    def _shown(self, request: Request, week: Week) -> Response:
        rows = access.visible_problems(request.user).exclude(agent=_me(request))
        return Response({"results": ClinicOut(lists.clinic(rows, week), many=True).data})

    def _week(self, text: str) -> Week:
        return Week.parse(text) if text else Week.of(timezone.localdate())
