"""Machine door to desks, certificates, and what a person may be asked to work."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.access import require
from staff import access
from staff.api.people import data_of, first_day, last_day, manageable
from staff.api.serializers_people import since, still
from staff.choices import BlockKind, Line
from staff.models import Block, Certificate, Desk, DeskAssignment, Exemption, Qualification
from staff.selectors import availability as seen
from staff.selectors import desks as desk_reads
from staff.selectors import qualifications as held
from staff.selectors import work as reads
from staff.services import availability, desks, qualifications


class DeskSerializer(serializers.ModelSerializer):
    """A desk: a line at one store or a group of stores, and what it requires."""

    name = serializers.CharField(max_length=80)
    line = serializers.ChoiceField(Line.choices, required=False)

    class Meta:
        model = Desk
        fields = ("id", "name", "line", "stores", "certificates", "skills", "active")


class CertificateSerializer(serializers.ModelSerializer):
    """Something that a person must hold before serving a desk."""

    code = serializers.SlugField(max_length=40)
    grace_days = serializers.IntegerField(min_value=0, max_value=366, default=0)

    class Meta:
        model = Certificate
        fields = ("id", "code", "name_en", "name_zh", "grace_days")


class HeldDeskSerializer(serializers.ModelSerializer):
    """A desk to which the person may be rostered, with dates."""

    valid_from = since()
    valid_to = still()

    class Meta:
        model = DeskAssignment
        fields = ("desk", "valid_from", "valid_to")


class HeldCertificateSerializer(serializers.ModelSerializer):
    """A certificate that the person holds, with dates."""

    valid_to = still()

    class Meta:
        model = Qualification
        fields = ("certificate", "valid_from", "valid_to", "source")
        validators: list[Any] = []


class ContractSerializer(serializers.Serializer):
    """Contracted minutes a week, with dates."""

    weekly_minutes = serializers.IntegerField(min_value=0, max_value=10080)
    valid_from = since()
    valid_to = still()


class ExemptionSerializer(serializers.ModelSerializer):
    """No nights and no overtime in these days; there is no reason."""

    class Meta:
        model = Exemption
        fields = ("valid_from", "valid_to")


class BlockSerializer(serializers.ModelSerializer):
    """Time in which the person is away (no shift) or busy (paid, off the chats); an absence has no title."""

    kind = serializers.ChoiceField(BlockKind.choices)
    origin = serializers.CharField(source="source", read_only=True)

    class Meta:
        model = Block
        fields = ("kind", "origin", "start_at", "end_at", "title")


class WorkSerializer(serializers.Serializer):
    """All of it; the last three are null for who may not see them."""

    desks = HeldDeskSerializer(many=True)
    certificates = HeldCertificateSerializer(many=True)
    contracts = ContractSerializer(many=True, allow_null=True)
    exemptions = ExemptionSerializer(many=True, allow_null=True)
    blocks = BlockSerializer(many=True, allow_null=True)


def _span_of(shape: type[serializers.BaseSerializer], request: Request) -> dict[str, Any]:
    """The input, with null for "since ever" and "still"."""
    data = data_of(shape, request)
    return {**data, "valid_from": first_day(data), "valid_to": last_day(data)}


class DeskList(APIView):
    """Desks."""

    @extend_schema(operation_id="staff_desks_list", responses=DeskSerializer(many=True))
    def get(self, request: Request) -> Response:
        """All, by name."""
        return Response(DeskSerializer(desk_reads.desks(closed=True), many=True).data)

    @extend_schema(request=DeskSerializer, responses={201: DeskSerializer})
    def post(self, request: Request) -> Response:
        """Add one."""
        data = data_of(DeskSerializer, request)
        data.pop("active", None)
        require(access.can_change_desk(request.user, None, data.get("stores", ())))
        return Response(DeskSerializer(desks.add_desk(actor=request.user, **data)).data, status=201)


class DeskDetail(APIView):
    """A desk."""

    @extend_schema(request=DeskSerializer, responses=DeskSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Change it; what is left out stays."""
        desk = get_object_or_404(Desk, pk=pk)
        data = data_of(DeskSerializer, request, partial=True)
        require(access.can_change_desk(request.user, desk, data.get("stores", ())))
        desks.change_desk(desk, actor=request.user, **data)
        return Response(DeskSerializer(desk).data)


class CertificateList(APIView):
    """Certificates."""

    @extend_schema(operation_id="staff_certificates_list", responses=CertificateSerializer(many=True))
    def get(self, request: Request) -> Response:
        """All, by code."""
        return Response(CertificateSerializer(held.certificates(), many=True).data)

    @extend_schema(request=CertificateSerializer, responses={201: CertificateSerializer})
    def post(self, request: Request) -> Response:
        """Add one."""
        require(access.can_change_certificates(request.user))
        row = qualifications.add_certificate(actor=request.user, **data_of(CertificateSerializer, request))
        return Response(CertificateSerializer(row).data, status=201)


class AgentWork(APIView):
    """What a person may be asked to work."""

    @extend_schema(operation_id="staff_agents_work", responses=WorkSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Desks and certificates; contracts, exemptions and recent blocks for planners and oneself."""
        agent = access.get_agent(request.user, pk)
        private = access.sees_private(request.user, agent)
        found = {
            "desks": desk_reads.assignments_of(agent),
            "certificates": held.qualifications_of(agent),
            "contracts": seen.contracts_of(agent) if private else None,
            "exemptions": seen.exemptions_of(agent) if private else None,
            "blocks": reads.recent_blocks(agent) if private else None,
        }
        return Response(WorkSerializer(found).data)


class AgentDesk(APIView):
    """A person's desks."""

    @extend_schema(request=HeldDeskSerializer, responses={204: None})
    def post(self, request: Request, pk: int) -> Response:
        """Let the person be rostered to a desk in a span."""
        desks.assign(manageable(request, pk), actor=request.user, **_span_of(HeldDeskSerializer, request))
        return Response(status=204)


class AgentCertificate(APIView):
    """A person's certificates."""

    @extend_schema(request=HeldCertificateSerializer, responses={204: None})
    def post(self, request: Request, pk: int) -> Response:
        """The person holds a certificate in a span."""
        agent = manageable(request, pk)
        qualifications.grant(agent, actor=request.user, **_span_of(HeldCertificateSerializer, request))
        return Response(status=204)


class AgentContract(APIView):
    """A person's contracts."""

    @extend_schema(request=ContractSerializer, responses={204: None})
    def post(self, request: Request, pk: int) -> Response:
        """Contract the person in a span; what stood there gives way."""
        agent = manageable(request, pk)
        availability.set_contract(agent, actor=request.user, **_span_of(ContractSerializer, request))
        return Response(status=204)


class AgentExemption(APIView):
    """A person's exemptions from nights and overtime."""

    @extend_schema(request=ExemptionSerializer, responses={204: None})
    def post(self, request: Request, pk: int) -> Response:
        """Exempt the person in a span."""
        agent = manageable(request, pk)
        availability.exempt(agent, actor=request.user, **data_of(ExemptionSerializer, request))
        return Response(status=204)


class AgentBlock(APIView):
    """A person's blocks of time."""

    @extend_schema(request=BlockSerializer, responses={201: BlockSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Enter one by hand."""
        agent = manageable(request, pk)
        row = availability.enter_block(agent, actor=request.user, **data_of(BlockSerializer, request))
        return Response(BlockSerializer(row).data, status=201)
