"""API of the settings of rosters: templates, rotations, rules, pairs, calendar."""

import datetime as dt
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.api import Whole
from cstm.formats import asked_number
from shifts.access import settings as access
from shifts.choices import DayKind, Look, RuleKind, ShiftKind
from shifts.models import PairRule, Rotation, ShiftTemplate, TeamRule
from shifts.selectors import settings as reads
from shifts.services import calendar_days, rotations, rule_book, templates
from staff.access import get_agent, visible_agents
from staff.choices import EVER, STILL

_LONGEST_SPAN = 366


class TemplateShape(serializers.ModelSerializer):
    """A shift template; times are minutes after the midnight that begins its date."""

    code_en = serializers.CharField(max_length=2)
    code_zh = serializers.CharField(max_length=2)
    kind = serializers.ChoiceField(ShiftKind.choices)
    look = serializers.ChoiceField(Look.choices)
    paid_minutes = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=1440, help_text="null: counted"
    )

    class Meta:
        model = ShiftTemplate
        fields = (
            "id", "name_en", "name_zh", "code_en", "code_zh", "kind", "look", "start", "end", "break_start",
            "break_end", "meal_start", "meal_end", "meal_minutes", "paid_minutes", "curfew", "skills",
            "certificates", "active",
        )  # fmt: skip
        read_only_fields = ("id", "active")


class RotationShape(serializers.ModelSerializer):
    """A cycle of English letters."""

    name = serializers.CharField(max_length=80)
    cycle = serializers.ListField(child=serializers.CharField(max_length=2), max_length=366)

    class Meta:
        model = Rotation
        fields = ("id", "name", "cycle", "anchor")


class RuleOut(serializers.ModelSerializer):
    """A rule; team null is everybody."""

    class Meta:
        model = TeamRule
        fields = ("id", "team", "kind", "params", "hard", "weight", "sentence", "valid_from", "valid_to")


class RuleIn(serializers.Serializer):
    """A new rule; `numbers` are those of the form: hours for times, counts else."""

    team = Whole(allow_null=True)
    kind = serializers.ChoiceField(RuleKind.choices)
    numbers = serializers.DictField(child=serializers.FloatField(allow_null=True), default=dict)
    hard = serializers.BooleanField(default=True)
    weight = Whole(default=0)
    pairs = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(max_length=20), min_length=2, max_length=2),
        default=list,
        max_length=200,
        help_text='Forbidden successions: two English letters or sorts each, such as ["N", "D"].',
    )
    off = serializers.BooleanField(default=False)
    auto = serializers.BooleanField(default=False)
    sentence = serializers.CharField(max_length=200, default="", allow_blank=True)
    valid_from = serializers.DateField(default=EVER)
    valid_to = serializers.DateField(default=STILL)


class PairShape(serializers.ModelSerializer):
    """Two people who should, or should not, work together."""

    first = Whole(source="first_id")
    second = Whole(source="second_id")
    together = serializers.BooleanField()
    valid_from = serializers.DateField(default=EVER)
    valid_to = serializers.DateField(default=STILL)

    class Meta:
        model = PairRule
        fields = ("id", "first", "second", "together", "hard", "weight", "valid_from", "valid_to")


class DayShape(serializers.Serializer):
    """What a date is; `make_up_workday` is a weekend day that is worked."""

    day = serializers.DateField()
    kind = serializers.CharField()
    name = serializers.CharField()
    published = serializers.BooleanField()
    edited = serializers.BooleanField()


class DayIn(serializers.Serializer):
    """What the house says of a date; kind null takes it back."""

    day = serializers.DateField()
    kind = serializers.ChoiceField(DayKind.choices, allow_null=True)
    name = serializers.CharField(max_length=60, default="", allow_blank=True)


class DayAsked(serializers.Serializer):
    """For which day."""

    day = serializers.DateField(required=False)


class SpanIn(serializers.Serializer):
    """Which days, both ends included; a year at most."""

    first = serializers.DateField()
    last = serializers.DateField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """In order and not endless."""
        if not 0 <= (attrs["last"] - attrs["first"]).days <= _LONGEST_SPAN:
            raise serializers.ValidationError(_("The span is 1 to 367 days, first day first."))
        return attrs


def _said(shape: type[serializers.BaseSerializer], request: Request, **kwargs: Any) -> dict[str, Any]:
    given = shape(data=request.data, **kwargs)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


class Templates(APIView):
    """Shift templates."""

    @extend_schema(operation_id="shifts_templates_list", responses=TemplateShape(many=True))
    def get(self, request: Request) -> Response:
        """All, those in use first."""
        return Response(TemplateShape(reads.template_rows(), many=True).data)

    @extend_schema(request=TemplateShape, responses={201: TemplateShape})
    def post(self, request: Request) -> Response:
        """Add one."""
        data = _said(TemplateShape, request)
        asked = {name: data.pop(name, ()) for name in ("skills", "certificates")}
        row = templates.add_template(data, actor=request.user, **asked)
        return Response(TemplateShape(row).data, status=201)


class OneTemplate(APIView):
    """A shift template."""

    @extend_schema(request=TemplateShape, responses=TemplateShape)
    def patch(self, request: Request, pk: int) -> Response:
        """Change it; what is left out stays."""
        row = get_object_or_404(ShiftTemplate, pk=pk)
        data = _said(TemplateShape, request, instance=row, partial=True)
        asked = {name: data.pop(name, None) for name in ("skills", "certificates")}
        templates.change_template(row, data, actor=request.user, **asked)
        return Response(TemplateShape(row).data)


class Rotations(APIView):
    """Rotations."""

    @extend_schema(operation_id="shifts_rotations_list", responses=RotationShape(many=True))
    def get(self, request: Request) -> Response:
        """By name."""
        return Response(RotationShape(Rotation.objects.all(), many=True).data)

    @extend_schema(request=RotationShape, responses={201: RotationShape})
    def post(self, request: Request) -> Response:
        """Add one."""
        row = rotations.save_rotation(actor=request.user, **_said(RotationShape, request))
        return Response(RotationShape(row).data, status=201)


class Rules(APIView):
    """Rules that speak to a team today."""

    @extend_schema(
        operation_id="shifts_rules_list",
        responses=RuleOut(many=True),
        parameters=[
            OpenApiParameter("team", int, description="Without it those of everybody."),
            OpenApiParameter("day", dt.date, description="Today where it is not given."),
        ],
    )
    def get(self, request: Request) -> Response:
        """One of each kind, the nearest team's."""
        number = asked_number(request.query_params.get("team", ""))
        team = None if number is None else access.rule_team(request.user, number)
        form = DayAsked(data=request.query_params)
        form.is_valid(raise_exception=True)
        lines = reads.rule_lines(team, form.validated_data.get("day") or timezone.localdate())
        return Response(RuleOut([line.rule for line in lines if line.rule], many=True).data)

    @extend_schema(request=RuleIn, responses={201: RuleOut})
    def post(self, request: Request) -> Response:
        """Add one; for everybody only where the right reaches the whole organisation."""
        data = _said(RuleIn, request)
        team = access.rule_team(request.user, data.pop("team"))
        pairs = reads.named_pairs(data.pop("pairs"))
        row = rule_book.save_rule(data.pop("kind"), team=team, actor=request.user, pairs=pairs, **data)
        return Response(RuleOut(row).data, status=201)


class OneRule(APIView):
    """A rule."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Remove it; the one of the team above speaks again."""
        rule_book.remove_rule(access.get_rule(request.user, pk), actor=request.user)
        return Response(status=204)


class Pairs(APIView):
    """Pairs of people in reach."""

    @extend_schema(operation_id="shifts_pairs_list", responses=PairShape(many=True))
    def get(self, request: Request) -> Response:
        """By name."""
        reach = visible_agents(request.user, access.EDIT).values_list("pk", flat=True)
        return Response(PairShape(reads.pair_rows(reach), many=True).data)

    @extend_schema(request=PairShape, responses={201: PairShape})
    def post(self, request: Request) -> Response:
        """Add one."""
        data = _said(PairShape, request)
        one, other = (
            get_agent(request.user, data.pop(f"{name}_id"), access.EDIT) for name in ("first", "second")
        )
        row = rule_book.add_pair(one, other, actor=request.user, **data)
        return Response(PairShape(row).data, status=201)


class Calendar(APIView):
    """What dates are."""

    @extend_schema(
        operation_id="shifts_calendar_list",
        responses=DayShape(many=True),
        parameters=[
            OpenApiParameter("first", dt.date, required=True),
            OpenApiParameter("last", dt.date, required=True),
        ],
    )
    def get(self, request: Request) -> Response:
        """The dates of a span with the house's edits."""
        form = SpanIn(data=request.query_params)
        form.is_valid(raise_exception=True)
        rows = reads.span_dates(form.validated_data["first"], form.validated_data["last"])
        return Response(DayShape(rows, many=True).data)

    @extend_schema(request=DayIn, responses={200: DayShape})
    def put(self, request: Request) -> Response:
        """Say what a date is, or take it back."""
        data = _said(DayIn, request)
        if data["kind"] is None:
            calendar_days.clear_day(data["day"], actor=request.user)
        else:
            calendar_days.set_day(data["day"], data["kind"], name=data["name"], actor=request.user)
        return Response(DayShape(reads.span_dates(data["day"], data["day"])[0]).data)
