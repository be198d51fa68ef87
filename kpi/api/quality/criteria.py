"""API of inspection forms, rules of hints, sampling plans and their draws."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.access import require
from cstm.api import results_of
from cstm.errors import DomainError
from cstm.weeks import Week
from kpi.access import quality as access
from kpi.api.quality.shapes import (
    HintRuleOut,
    InspectionFormIn,
    InspectionFormOut,
    SamplingDrawIn,
    SamplingDrawOut,
    SamplingPlanIn,
    SamplingPlanOut,
)
from kpi.models import InspectionForm
from kpi.selectors.quality import lists
from kpi.services.quality import forms, hints, plans
from staff.access import get_team, may
from staff.models import Agent


class InspectionForms(APIView):
    """Forms in force."""

    @extend_schema(operation_id="kpi_inspection_forms_list", responses=results_of(InspectionFormOut))
    def get(self, request: Request) -> Response:
        """The newest published version of each form."""
        return Response({"results": InspectionFormOut(lists.published_versions(), many=True).data})

    @extend_schema(request=InspectionFormIn, responses={201: InspectionFormOut})
    def post(self, request: Request) -> Response:
        """Take a ready-made form, or make one with its content as a draft."""
        require(may(request.user, access.EDIT))
        form = InspectionFormIn(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        if said["ready"]:
            made = forms.take_ready(said["ready"], actor=request.user)
        else:
            made = forms.create_with_content(
                name_en=said["name_en"], name_zh=said["name_zh"], content=said["content"], actor=request.user
            )
        return Response(InspectionFormOut(made).data, status=status.HTTP_201_CREATED)


class InspectionFormPublish(APIView):
    """Publishing a draft."""

    @extend_schema(request=None, responses=InspectionFormOut)
    def post(self, request: Request, pk: int) -> Response:
        """From then on it never changes; 400 with a sentence for what it lacks."""
        return Response(InspectionFormOut(forms.publish(access.get_draft(pk), actor=request.user)).data)


class HintRules(APIView):
    """Rules of hints."""

    @extend_schema(operation_id="kpi_hint_rules_list", responses=results_of(HintRuleOut))
    def get(self, request: Request) -> Response:
        """By kind and name."""
        return Response({"results": HintRuleOut(lists.hint_rules(), many=True).data})

    @extend_schema(request=HintRuleOut, responses={201: HintRuleOut})
    def post(self, request: Request) -> Response:
        """A new rule."""
        require(may(request.user, access.EDIT))
        form = HintRuleOut(data=request.data)
        form.is_valid(raise_exception=True)
        made = hints.save(None, actor=request.user, **form.validated_data)
        return Response(HintRuleOut(made).data, status=status.HTTP_201_CREATED)


class OneHintRule(APIView):
    """One rule."""

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Take it away."""
        hints.remove(access.get_hint(pk), actor=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class SamplingPlans(APIView):
    """Sampling plans of one's part."""

    @extend_schema(operation_id="kpi_sampling_plans_list", responses=results_of(SamplingPlanOut))
    def get(self, request: Request) -> Response:
        """By name."""
        return Response(
            {"results": SamplingPlanOut(lists.plans(access.visible_plans(request.user)), many=True).data}
        )

    @extend_schema(request=SamplingPlanIn, responses={201: SamplingPlanOut})
    def post(self, request: Request) -> Response:
        """A new plan."""
        form = SamplingPlanIn(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        asked = InspectionForm.objects.filter(code=said["form"]).first()
        if asked is None:
            raise DomainError("There is no such form.", code="no_such_form")
        made = plans.save(
            None,
            name=said["name"],
            team=None if said["team"] is None else get_team(request.user, said["team"], access.REVIEW),
            form=asked,
            per_agent=said["per_agent"],
            reviewers=Agent.objects.filter(pk__in=said["reviewers"]),
            active=said["active"],
            actor=request.user,
            today=timezone.localdate(),
        )
        return Response(SamplingPlanOut(made).data, status=status.HTTP_201_CREATED)


class SamplingDraw(APIView):
    """Drawing a week."""

    @extend_schema(request=SamplingDrawIn, responses={201: SamplingDrawOut})
    def post(self, request: Request, pk: int) -> Response:
        """Draw the chats of a week that has ended; a week is drawn once, and its seed repeats it."""
        plan = access.get_plan(request.user, pk)
        form = SamplingDrawIn(data=request.data)
        form.is_valid(raise_exception=True)
        week = Week.parse(form.validated_data["week"])
        row = plans.draw(plan, week, actor=request.user, today=timezone.localdate())
        return Response(SamplingDrawOut(row).data, status=status.HTTP_201_CREATED)
