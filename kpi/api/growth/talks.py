"""API of one-to-one talks (the two and their lead alone) and of proposals that cite facts."""

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
from kpi.choices.growth import FactKind, ProposalKind
from kpi.models import CitedFact, OneToOne, Proposal
from kpi.selectors.growth.facts import facts_on_record
from kpi.services.growth import proposals, talks
from staff.access import agent_of, rights_of
from staff.models import Agent


def _me(request: Request) -> Agent:
    me = agent_of(request.user)
    if me is None:
        raise DomainError(_("No person belongs to this log-in."), code="nobody")
    return me


class TalkOut(serializers.ModelSerializer):
    """A talk of two."""

    agent_name = serializers.CharField(source="agent.name")
    leader_name = serializers.CharField(source="leader.name")

    class Meta:
        model = OneToOne
        fields = (
            "id", "agent", "agent_name", "leader", "leader_name", "held_on", "notes", "agreed", "answer",
            "next_on",
        )  # fmt: skip


class TalkIn(serializers.Serializer):
    """A talk with one of one's people."""

    agent = serializers.IntegerField()
    held_on = serializers.DateField()
    notes = serializers.CharField(max_length=4000)
    agreed = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)
    next_on = serializers.DateField(required=False, allow_null=True, default=None)


class FactOut(serializers.Serializer):
    """A fact on record; `key` is what a proposal cites."""

    key = serializers.CharField()
    kind = serializers.ChoiceField(choices=FactKind.choices)
    day = serializers.DateField()
    text = serializers.CharField()


class CitedFactOut(serializers.ModelSerializer):
    """A fact as it stood when it was cited."""

    class Meta:
        model = CitedFact
        fields = ("kind", "ref", "day", "words_en", "words_zh")


class ProposalOut(serializers.ModelSerializer):
    """A proposal with its facts."""

    agent_name = serializers.CharField(source="agent.name")
    facts = CitedFactOut(many=True)

    class Meta:
        model = Proposal
        fields = ("id", "kind", "agent", "agent_name", "what", "state", "answer", "decided_at", "facts")


class ProposalIn(serializers.Serializer):
    """A reward or a deduction; at least one fact on record is cited by its key."""

    kind = serializers.ChoiceField(choices=ProposalKind.choices)
    agent = serializers.IntegerField()
    what = serializers.CharField(max_length=300)
    facts = serializers.ListField(child=serializers.CharField(max_length=100), max_length=30)


class ProposalDecideIn(serializers.Serializer):
    """Agree or decline, with a word."""

    agreed = serializers.BooleanField()
    answer = serializers.CharField(max_length=300)


class Talks(APIView):
    """One-to-one talks."""

    @extend_schema(operation_id="kpi_talks", responses=page_of(TalkOut))
    def get(self, request: Request) -> Response:
        """Own talks, and those of two whom one leads; nobody else's, whatever the role; paged."""
        paging = Paging()
        page = paging.paginate_queryset(access.visible_talks(request.user), request)  # type: ignore[arg-type]
        return paging.get_paginated_response(TalkOut(page, many=True).data)

    @extend_schema(operation_id="kpi_talk_add", request=TalkIn, responses={201: TalkOut})
    def post(self, request: Request) -> Response:
        """Write down a talk with one of one's people."""
        form = TalkIn(data=request.data)
        form.is_valid(raise_exception=True)
        said = dict(form.validated_data)
        if access.LEAD not in rights_of(request.user):
            raise DomainError(_("Who leads writes the talk down; add your words to it."), code="not_yours")
        agent = access.get_led(request.user, said.pop("agent"))
        row = talks.hold(agent=agent, leader=_me(request), actor=request.user, **said)
        return Response(TalkOut(row).data, status=status.HTTP_201_CREATED)


class FactsOnRecord(APIView):
    """What a proposal may cite."""

    @extend_schema(operation_id="kpi_facts_on_record", responses=results_of(FactOut))
    def get(self, request: Request, pk: int) -> Response:
        """Facts of one of one's people, the newest first."""
        agent = access.get_led(request.user, pk)
        rows = facts_on_record(agent, timezone.localdate())
        return Response({"results": FactOut(rows, many=True).data})


class Proposals(APIView):
    """Rewards and deductions that were proposed."""

    @extend_schema(operation_id="kpi_proposals", responses=page_of(ProposalOut))
    def get(self, request: Request) -> Response:
        """Proposals for one's people, by name; paged."""
        paging = Paging()
        rows = access.visible_proposals(request.user)
        page = paging.paginate_queryset(
            rows.order_by("agent__name", "agent__employee_no", "-created_at", "pk"), request
        )
        return paging.get_paginated_response(ProposalOut(page, many=True).data)

    @extend_schema(operation_id="kpi_proposal_add", request=ProposalIn, responses={201: ProposalOut})
    def post(self, request: Request) -> Response:
        """Propose, by citing facts on record."""
        form = ProposalIn(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        agent = access.get_led(request.user, said["agent"])
        row = proposals.propose(
            kind=said["kind"],
            agent=agent,
            by=_me(request),
            what=said["what"],
            cited=said["facts"],
            actor=request.user,
        )
        return Response(ProposalOut(row).data, status=status.HTTP_201_CREATED)


class ProposalDecide(APIView):
    """Decisions."""

    @extend_schema(operation_id="kpi_proposal_decide", request=ProposalDecideIn, responses=ProposalOut)
    def post(self, request: Request, pk: int) -> Response:
        """Agree or decline; never who proposed it."""
        row = access.get_proposal(request.user, pk)
        form = ProposalDecideIn(data=request.data)
        form.is_valid(raise_exception=True)
        row = proposals.decide(row, by=_me(request), actor=request.user, **form.validated_data)
        return Response(ProposalOut(row).data)
