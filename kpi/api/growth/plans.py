"""API of weak points, next steps and improvement plans."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.api import Paging, page_of, results_of
from cstm.errors import DomainError
from kpi.access import growth as access
from kpi.choices.growth import GrowthPlanState, StepKind
from kpi.models import ImprovementPlan, PlanMeasure, StepRule
from kpi.selectors.growth import steps
from kpi.services.growth import plans


class StepRuleOut(serializers.ModelSerializer):
    """A rule: which step is proposed for which gap."""

    class Meta:
        model = StepRule
        fields = (
            "id", "metric", "kind", "title_en", "title_zh", "text_en", "text_zh", "link", "least_gap",
            "weeks", "active",
        )  # fmt: skip


class StepRuleIn(serializers.Serializer):
    """A new rule, or (with `id`) a changed one; a gap is a share of the target."""

    id = serializers.IntegerField(required=False)
    metric = serializers.CharField(max_length=40)
    kind = serializers.ChoiceField(choices=StepKind.choices)
    title_en = serializers.CharField(max_length=120)
    title_zh = serializers.CharField(max_length=120)
    text_en = serializers.CharField(max_length=500)
    text_zh = serializers.CharField(max_length=500)
    link = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
    least_gap = serializers.DecimalField(max_digits=6, decimal_places=4, default=0)
    weeks = serializers.IntegerField(min_value=1, max_value=4, default=1)
    active = serializers.BooleanField(default=True)


class WeakPointOut(serializers.Serializer):
    """A gap to a target in the person's own newest full week, with the steps that fit it."""

    metric = serializers.CharField()
    name = serializers.CharField()
    value = serializers.CharField()
    n = serializers.CharField()
    target = serializers.CharField()
    gap = serializers.CharField()
    weeks = serializers.CharField()
    steps = StepRuleOut(many=True)
    plan = serializers.IntegerField(source="plan.pk", default=None, allow_null=True)


class MeasureOut(serializers.ModelSerializer):
    """The metric of a plan, measured again."""

    class Meta:
        model = PlanMeasure
        fields = ("after_days", "due_on", "value", "n", "state", "measured_at")


class PlanOut(serializers.ModelSerializer):
    """An improvement plan."""

    agent_name = serializers.CharField(source="agent.name")
    owner_name = serializers.CharField(source="owner.name")
    measures = MeasureOut(many=True)

    class Meta:
        model = ImprovementPlan
        fields = (
            "id", "agent", "agent_name", "metric", "kind", "title", "text", "owner", "owner_name",
            "opened_on", "review_on", "before_value", "before_n", "target", "state", "result",
            "closed_on", "measures",
        )  # fmt: skip


class PlanIn(serializers.Serializer):
    """A proposed step that becomes a plan."""

    rule = serializers.IntegerField()
    agent = serializers.IntegerField()
    owner = serializers.IntegerField(required=False, help_text="who looks after it; else the caller")
    review_on = serializers.DateField()


class PlanCloseIn(serializers.Serializer):
    """Done or no longer needed, and what came of it."""

    state = serializers.ChoiceField(choices=[GrowthPlanState.DONE.value, GrowthPlanState.DROPPED.value])
    result = serializers.CharField(max_length=500)


class WeakPoints(APIView):
    """Gaps with next steps."""

    @extend_schema(operation_id="kpi_weak_points", responses=results_of(WeakPointOut))
    def get(self, request: Request, pk: int) -> Response:
        """The gaps of one person, by metric."""
        agent = access.get_person(request.user, pk)
        rows = steps.weak_points(agent, timezone.localdate())
        return Response({"results": WeakPointOut(rows, many=True).data})


class Plans(APIView):
    """Improvement plans."""

    @extend_schema(operation_id="kpi_plans_list", responses=page_of(PlanOut))
    def get(self, request: Request) -> Response:
        """Own plans, and those of one's people; by name; paged."""
        rows = ImprovementPlan.objects.filter(agent__in=access.reach(request.user).values("pk"))
        rows = rows.select_related("agent", "owner").prefetch_related("measures")
        paging = Paging()
        page = paging.paginate_queryset(
            rows.order_by("agent__name", "agent__employee_no", "-opened_on", "pk"), request
        )
        return paging.get_paginated_response(PlanOut(page, many=True).data)

    @extend_schema(operation_id="kpi_plan_open", request=PlanIn, responses={201: PlanOut})
    def post(self, request: Request) -> Response:
        """Accept a proposed step."""
        form = PlanIn(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        rule = steps.step_rules().filter(pk=said["rule"]).first()
        if rule is None:
            raise DomainError(_("This step is out of use."), code="retired")
        agent = access.get_person(request.user, said["agent"])
        owner = access.get_person(request.user, said.get("owner") or _me(request))
        plan = plans.accept(rule, agent=agent, owner=owner, review_on=said["review_on"], actor=request.user)
        return Response(PlanOut(plan).data, status=status.HTTP_201_CREATED)


def _me(request: Request) -> int:
    me = getattr(request.user, "agent", None)
    if me is None:
        raise DomainError(_("No person belongs to this log-in."), code="nobody")
    return int(me.pk)


class PlanClose(APIView):
    """Closing a plan."""

    @extend_schema(operation_id="kpi_plan_close", request=PlanCloseIn, responses=PlanOut)
    def post(self, request: Request, pk: int) -> Response:
        """Say what came of it; twice is once."""
        plan = access.get_plan(request.user, pk)
        form = PlanCloseIn(data=request.data)
        form.is_valid(raise_exception=True)
        plan = plans.close(plan, actor=request.user, **form.validated_data)
        return Response(PlanOut(access.get_plan(request.user, plan.pk)).data)


class StepRules(APIView):
    """Rules of next steps."""

    @extend_schema(operation_id="kpi_step_rules", responses=results_of(StepRuleOut))
    def get(self, request: Request) -> Response:
        """Every rule, those out of use too."""
        return Response({"results": StepRuleOut(steps.step_rules(active=False), many=True).data})

    @extend_schema(operation_id="kpi_step_rule_save", request=StepRuleIn, responses={201: StepRuleOut})
    def post(self, request: Request) -> Response:
        """Make a rule, or change the one with this id."""
        form = StepRuleIn(data=request.data)
        form.is_valid(raise_exception=True)
        said = dict(form.validated_data)
        pk = said.pop("id", None)
        row = steps.step_rules(active=False).filter(pk=pk).first() if pk else None
        if pk and row is None:
            raise DomainError(_("There is no such rule."), code="rule")
        row = plans.save_rule(row, values=said, actor=request.user)
        return Response(StepRuleOut(row).data, status=status.HTTP_201_CREATED)
