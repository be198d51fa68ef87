"""Shapes of people, teams, stores, accounts and roles for machines: what goes in, and what comes out."""

import datetime as dt
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cstm.api import Whole
from staff.choices import EVER, STILL, AccountKind, AgentState, Line, Platform, Role
from staff.models import AccountHolding, Agent, Grade, PlatformAccount, RoleGrant, Skill, Store, Team
from staff.selectors import person_page


class OpenDate(serializers.DateField):
    """A date, or null for "since ever" and "still"."""

    def to_representation(self, value: Any) -> Any:
        """Null for the two ends of time."""
        return None if value in (EVER, STILL) else super().to_representation(value)


def since() -> OpenDate:
    """An input field whose null or absence means since ever."""
    return OpenDate(required=False, allow_null=True, help_text="null: since ever")


def still() -> OpenDate:
    """An input field whose null or absence means still."""
    return OpenDate(required=False, allow_null=True, help_text="null: still")


class TeamRefSerializer(serializers.Serializer):
    """A team by key and path."""

    id = serializers.IntegerField()
    path = serializers.CharField()


class AgentSerializer(serializers.ModelSerializer):
    """A person; telephone and mail are covered for those who may not edit the file."""

    grade: serializers.SlugRelatedField = serializers.SlugRelatedField(
        slug_field="code", read_only=True, allow_null=True
    )
    line = serializers.ChoiceField(Line.choices, allow_blank=True, read_only=True)
    team = serializers.SerializerMethodField()
    roles = serializers.SerializerMethodField()
    hired_on = OpenDate(read_only=True, allow_null=True)
    left_on = OpenDate(read_only=True, allow_null=True)
    phone = serializers.SerializerMethodField()
    email = serializers.SerializerMethodField()

    class Meta:
        model = Agent
        fields = [
            "id", "employee_no", "name", "display_name", "team", "roles", "line", "grade", "grade_since",
            "hired_on", "left_on", "state", "phone", "email", "language",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(TeamRefSerializer(allow_null=True))
    def get_team(self, agent: Agent) -> dict[str, Any] | None:
        """The team of today."""
        rows = getattr(agent, "teams_now", [])
        return {"id": rows[0].team_id, "path": rows[0].team.path} if rows else None

    def get_roles(self, agent: Agent) -> list[str]:
        """The roles of today."""
        return list(dict.fromkeys(row.role for row in getattr(agent, "roles_now", [])))

    def get_phone(self, agent: Agent) -> str:
        """The number, covered but for its last digits where the caller may not edit the file."""
        return person_page.phone_for(agent, contact=self._contact(agent))

    def get_email(self, agent: Agent) -> str:
        """The mail, empty where the caller may not edit the file."""
        return agent.email if self._contact(agent) else ""

    def _contact(self, agent: Agent) -> bool:
        reach: list[int] | None = self.context["edits"]
        if reach is None or agent.pk == self.context["me"]:
            return True
        return any(row.team_id in reach for row in getattr(agent, "teams_now", []))


class AgentFactsSerializer(serializers.Serializer):
    """Facts of a person that may be changed; those left out stay."""

    employee_no = serializers.CharField(max_length=40, required=False)
    name = serializers.CharField(max_length=120, required=False)
    display_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    line = serializers.ChoiceField(Line.choices, required=False, allow_blank=True)
    grade = serializers.SlugRelatedField(
        slug_field="code", queryset=Grade.objects.all(), required=False, allow_null=True
    )
    grade_since = serializers.DateField(required=False, allow_null=True)
    hired_on = since()
    state = serializers.ChoiceField(AgentState.choices, required=False)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    email = serializers.EmailField(required=False, allow_blank=True)
    language = serializers.CharField(max_length=10, required=False, allow_blank=True)

    def validate_hired_on(self, value: dt.date | None) -> dt.date:
        """Null means since ever."""
        return value or EVER


class NewAgentSerializer(AgentFactsSerializer):
    """A new person."""

    employee_no = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=120)
    team = Whole(required=False, allow_null=True)


class MoveSerializer(serializers.Serializer):
    """To which team, from when, until when."""

    team = Whole()
    on = serializers.DateField()
    until = still()


class LeaveSerializer(serializers.Serializer):
    """The last day."""

    on = serializers.DateField()
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class ReturnSerializer(serializers.Serializer):
    """The new first day and the team."""

    on = serializers.DateField()
    team = Whole()


class TeamSerializer(serializers.ModelSerializer):
    """A team of the tree."""

    class Meta:
        model = Team
        fields = ["id", "name", "path", "parent", "leader", "archived_on"]
        read_only_fields = fields


class TeamFactsSerializer(serializers.Serializer):
    """A team's name, place and leader; those left out stay."""

    name = serializers.CharField(max_length=80, required=False)
    parent = Whole(required=False, allow_null=True)  # type: ignore[assignment]
    leader = Whole(required=False, allow_null=True)


class NewTeamSerializer(TeamFactsSerializer):
    """A new team."""

    name = serializers.CharField(max_length=80)


class StoreSerializer(serializers.ModelSerializer):
    """A store."""

    class Meta:
        model = Store
        fields = ["id", "name", "platform", "business_day_start", "currency", "active"]
        read_only_fields = fields


class StoreFactsSerializer(serializers.Serializer):
    """A store's facts; those left out stay."""

    name = serializers.CharField(max_length=120, required=False)
    platform = serializers.ChoiceField(Platform.choices, required=False)
    business_day_start = serializers.TimeField(required=False)
    currency = serializers.RegexField(r"^[A-Z]{3}$", required=False)
    active = serializers.BooleanField(required=False)


class NewStoreSerializer(serializers.Serializer):
    """A new store."""

    name = serializers.CharField(max_length=120)
    platform = serializers.ChoiceField(Platform.choices, required=False)
    business_day_start = serializers.TimeField(required=False)
    currency = serializers.RegexField(r"^[A-Z]{3}$", required=False)


class HoldingSerializer(serializers.ModelSerializer):
    """Who held an account when."""

    valid_from = OpenDate(read_only=True, allow_null=True)
    valid_to = OpenDate(read_only=True, allow_null=True)

    class Meta:
        model = AccountHolding
        fields = ["agent", "valid_from", "valid_to"]
        read_only_fields = fields


class AccountSerializer(serializers.ModelSerializer):
    """A platform account with its holders."""

    kind = serializers.ChoiceField(AccountKind.choices, read_only=True)
    holdings = HoldingSerializer(many=True, read_only=True)

    class Meta:
        model = PlatformAccount
        fields = ["id", "store", "name", "kind", "holdings"]
        read_only_fields = fields


class NewAccountSerializer(serializers.Serializer):
    """An account name at a store."""

    store = Whole()
    name = serializers.CharField(max_length=160)


class BindSerializer(serializers.Serializer):
    """Who holds an account on which days."""

    agent = Whole()
    valid_from = since()
    valid_to = still()


class GradeSerializer(serializers.ModelSerializer):
    """A step of the career ladder."""

    class Meta:
        model = Grade
        fields = ["code", "name_en", "name_zh", "step", "least_months", "most_months"]
        read_only_fields = fields


class SkillSerializer(serializers.ModelSerializer):
    """A skill of the one list."""

    class Meta:
        model = Skill
        fields = ["id", "code", "name_en", "name_zh"]


class RoleSerializer(serializers.Serializer):
    """A role and its duties."""

    code = serializers.CharField()
    name = serializers.CharField()
    duties = serializers.ListField(child=serializers.CharField())


class GrantSerializer(serializers.ModelSerializer):
    """A role that a person holds for a part of the tree (no team: the whole organisation)."""

    valid_from = OpenDate(read_only=True, allow_null=True)
    valid_to = OpenDate(read_only=True, allow_null=True)

    class Meta:
        model = RoleGrant
        fields = ["id", "agent", "role", "team", "valid_from", "valid_to"]
        read_only_fields = fields


class NewGrantSerializer(serializers.Serializer):
    """A role to be given."""

    agent = Whole()
    role = serializers.ChoiceField(Role.choices)
    team = Whole(required=False, allow_null=True)
    valid_from = serializers.DateField()
    valid_to = still()
