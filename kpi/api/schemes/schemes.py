"""API of schemes: read them, write drafts, try them, publish them."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.api import Paging, Whole, page_of, results_of
from cstm.errors import DomainError
from kpi.access import schemes as access
from kpi.api.cells import asked_number
from kpi.choices.schemes import Shape
from kpi.models import SchemeVersion
from kpi.selectors.schemes import asked, cost, pages, specs, trial
from kpi.services.schemes import versions
from staff.access import teams_in_scope, visible_agents
from staff.models import Grade

SCORES = "scores.view"


class StepField(serializers.ListField):
    """A pair: limit and points."""

    child = serializers.DecimalField(max_digits=20, decimal_places=6)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_length=2, max_length=2, **kwargs)


class SchemeLineShape(serializers.Serializer):
    """A line; a percentage is a fraction. What a shape needs: `linear` worst and best; `steps` steps; `band`
    low or high, and fall; `gate` target and cap."""

    metric = serializers.CharField(max_length=40)
    shape = serializers.ChoiceField(choices=Shape.choices)
    weight = serializers.DecimalField(5, 2, min_value=0, max_value=100, default=0)
    target = serializers.DecimalField(20, 6, required=False, allow_null=True, default=None)
    worst = serializers.DecimalField(20, 6, required=False, allow_null=True, default=None)
    best = serializers.DecimalField(20, 6, required=False, allow_null=True, default=None)
    low = serializers.DecimalField(20, 6, required=False, allow_null=True, default=None)
    high = serializers.DecimalField(20, 6, required=False, allow_null=True, default=None)
    fall = serializers.DecimalField(20, 6, required=False, allow_null=True, default=None)
    steps = serializers.ListField(child=StepField(), required=False, default=list, max_length=12)
    cap = serializers.DecimalField(5, 2, required=False, allow_null=True, default=None)
    least = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, max_value=1_000_000
    )


class VersionOut(serializers.Serializer):
    """A version of a scheme with its lines."""

    id = serializers.IntegerField(source="pk")
    scheme_id = serializers.IntegerField()
    name_en = serializers.CharField(source="scheme.name_en")
    name_zh = serializers.CharField(source="scheme.name_zh")
    role = serializers.CharField(source="scheme.role")
    line = serializers.CharField(source="scheme.line")
    grade = serializers.CharField(source="scheme.grade.code", default="")
    number = serializers.IntegerField()
    published = serializers.BooleanField(source="is_published")
    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField()
    note = serializers.CharField()
    attribution = serializers.CharField()
    sample = serializers.CharField()
    lines = SchemeLineShape(many=True, source="lines.all")


class SchemeIn(serializers.Serializer):
    """A scheme to begin: names in both languages, for whom, and the ready-made one to begin with."""

    name_en = serializers.CharField(max_length=80)
    name_zh = serializers.CharField(max_length=80)
    role = serializers.CharField(max_length=24)
    line = serializers.CharField(max_length=12, required=False, allow_blank=True, default="")
    grade = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")
    sample = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")


class DraftIn(serializers.Serializer):
    """What a draft begins with: another version of the scheme, or a ready-made one, or nothing."""

    source = Whole(required=False, allow_null=True, default=None)  # type: ignore[assignment]
    sample = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")


class LinesIn(serializers.Serializer):
    """All lines of a draft, in order."""

    lines = SchemeLineShape(many=True)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default=None)
    attribution = serializers.CharField(max_length=40, required=False, allow_blank=True, default=None)


class SchemePublishIn(serializers.Serializer):
    """The first of the month from which the version holds."""

    valid_from = serializers.DateField()


class CountsOut(serializers.Serializer):
    """Numbers of people of a month that was tried."""

    people = serializers.IntegerField()
    gain = serializers.IntegerField()
    lose = serializers.IntegerField()
    same = serializers.IntegerField()
    newly = serializers.IntegerField()
    no_more = serializers.IntegerField()
    mean_now = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True)
    mean_then = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True)


class TriedOut(serializers.Serializer):
    """A person whom the caller may see by name."""

    agent_id = serializers.IntegerField()
    name = serializers.CharField()
    now = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True)
    then = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True)


class TriedMonthOut(serializers.Serializer):
    """A month tried: counts, the people in the caller's scope by name, and how many others there are."""

    period = serializers.CharField()
    counts = CountsOut(allow_null=True)
    named = TriedOut(many=True)
    hidden = serializers.IntegerField()
    others = CountsOut(allow_null=True)
    cost = serializers.DecimalField(max_digits=20, decimal_places=2, allow_null=True)


class Schemes(APIView):
    """Schemes with all their versions; drafts for those who write schemes."""

    @extend_schema(responses=page_of(VersionOut), operation_id="kpi_schemes_list")
    def get(self, request: Request) -> Response:
        """A row for each version, by role, line and number. Paged."""
        writes = access.writes_schemes(request.user)
        paging = Paging()
        rows = paging.paginate_queryset(pages.version_rows(drafts=writes), request)
        return paging.get_paginated_response(VersionOut(rows, many=True).data)

    @extend_schema(request=SchemeIn, responses={201: VersionOut})
    def post(self, request: Request) -> Response:
        """Begin a scheme with a draft."""
        form = SchemeIn(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        made = versions.create_scheme(
            versions.Names(data["name_en"], data["name_zh"]),
            role=data["role"],
            line=data["line"],
            grade=_grade(data["grade"]),
            sample=data["sample"],
            actor=request.user,
        )
        return _answer(made, status.HTTP_201_CREATED)


class Drafts(APIView):
    """Further drafts of a scheme."""

    @extend_schema(request=DraftIn, responses={201: VersionOut})
    def post(self, request: Request, pk: int) -> Response:
        """Begin one."""
        scheme = access.get_scheme(pk)
        form = DraftIn(data=request.data)
        form.is_valid(raise_exception=True)
        wanted = form.validated_data["source"]
        source = scheme.versions.filter(pk=wanted).first() if wanted is not None else None
        if wanted is not None and source is None:
            raise DomainError("The scheme has no such version.", code="no_version")
        made = versions.begin_draft(
            scheme, source=source, sample=form.validated_data["sample"], actor=request.user
        )
        return _answer(made, status.HTTP_201_CREATED)


class OneVersion(APIView):
    """One version."""

    @extend_schema(responses=VersionOut)
    def get(self, request: Request, pk: int) -> Response:
        """With its lines."""
        return _answer(access.get_version(request.user, pk))

    @extend_schema(request=LinesIn, responses=VersionOut)
    def put(self, request: Request, pk: int) -> Response:
        """Replace the lines of a draft."""
        version = access.get_version(request.user, pk)
        form = LinesIn(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        lines = [
            {**line, "steps": [[f"{each:f}" for each in step] for step in line["steps"]]}
            for line in data["lines"]
        ]
        written = versions.write_lines(
            version, lines, note=data["note"], attribution=data["attribution"], actor=request.user
        )
        return _answer(written)

    @extend_schema(responses={204: None}, request=None)
    def delete(self, request: Request, pk: int) -> Response:
        """Throw a draft away."""
        versions.remove_draft(access.get_version(request.user, pk), actor=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Publish(APIView):
    """Publishing."""

    @extend_schema(request=SchemePublishIn, responses=VersionOut)
    def post(self, request: Request, pk: int) -> Response:
        """Put a draft in force from the first of a month."""
        version = access.get_version(request.user, pk)
        form = SchemePublishIn(data=request.data)
        form.is_valid(raise_exception=True)
        done = versions.publish(
            version,
            valid_from=form.validated_data["valid_from"],
            today=timezone.localdate(),
            actor=request.user,
        )
        return _answer(done)


class Try(APIView):
    """A version on past months."""

    @extend_schema(
        parameters=[OpenApiParameter("months", int, description="How many full months back, 1 to 12; 3.")],
        responses=results_of(TriedMonthOut),
    )
    def get(self, request: Request, pk: int) -> Response:
        """What people would have got; names only of those whose scores the caller may see."""
        version = access.get_version(request.user, pk)
        months = asked_number(request.query_params, "months") or 3
        whole = teams_in_scope(request.user, SCORES) is None
        visible = None if whole else set(visible_agents(request.user, SCORES).values_list("pk", flat=True))
        found = trial.trial(
            specs.spec(version),
            asked.months_before(timezone.localdate(), months),
            visible=visible,
            cost=cost.of_month,
        )
        return Response({"results": TriedMonthOut(found, many=True).data})


def _grade(code: str) -> Grade | None:
    if not code:
        return None
    found = Grade.objects.filter(code=code).first()
    if found is None:
        raise DomainError(f"There is no grade “{code}”.", code="no_grade")
    return found


def _answer(version: SchemeVersion, code: int = status.HTTP_200_OK) -> Response:
    fresh = pages.version_rows(drafts=True).get(pk=version.pk)
    return Response(VersionOut(fresh).data, status=code)
