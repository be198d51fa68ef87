"""API of praise: the feed, giving, one's own; the queue and the cover for leaders and those above alone."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.api import Paging, Whole, page_of, results_of
from cstm.errors import DomainError
from cstm.weeks import Week
from kpi.access import praise as access
from kpi.models import Praise, PraiseValue
from kpi.selectors.praise import due, feed, queue
from kpi.services.praise import praises
from staff.access import agent_of, get_team, teams_in_scope
from staff.models import Agent
from staff.selectors import people


def me_of(request: Request) -> Agent:
    """The person behind the log-in; raises DomainError where nobody is."""
    me = agent_of(request.user)
    if me is None:
        raise DomainError(_("No person belongs to this log-in."), code="nobody")
    return me


class PraiseOut(serializers.ModelSerializer):
    """A praise; who gave it, to whom, for what."""

    giver = serializers.CharField(source="giver.name")
    receiver = serializers.CharField(source="receiver.name")
    value = serializers.CharField(source="value.code")

    class Meta:
        model = Praise
        fields = ("id", "giver", "receiver", "value", "text", "day", "created_at")


class PraiseIn(serializers.Serializer):
    """A praise to give; the same `key` again is the same praise."""

    to = Whole(help_text="the person's id")
    text = serializers.CharField(max_length=400)
    value = serializers.SlugField(max_length=30)
    in_feed = serializers.BooleanField(default=True)
    key = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)


class PraiseHideIn(serializers.Serializer):
    """Out of the feed, or back in."""

    hidden = serializers.BooleanField(default=True)


class PraiseValueOut(serializers.ModelSerializer):
    """A value tag."""

    class Meta:
        model = PraiseValue
        fields = ("code", "name_en", "name_zh")


class PraiseReasonOut(serializers.Serializer):
    """A true reason, drawn from the person's own facts."""

    kind = serializers.CharField()
    key = serializers.CharField()
    text = serializers.CharField()
    value = serializers.CharField()


class PraiseWaitingOut(serializers.Serializer):
    """A person who worked in the last seven days and heard no praise in them."""

    id = serializers.IntegerField(source="agent.pk")
    employee_no = serializers.CharField(source="agent.employee_no")
    name = serializers.CharField(source="agent.name")
    team = serializers.CharField()
    last_praised = serializers.DateField(source="last", allow_null=True)
    reasons = PraiseReasonOut(many=True)


class PraiseCoverOut(serializers.Serializer):
    """Metric 74 of an ISO week: people praised over people who worked, and the caller's own part of it.

    The shares are null where nobody is known to have worked.
    """

    week = serializers.CharField()
    worked = serializers.IntegerField()
    praised = serializers.IntegerField()
    cover = serializers.FloatField(allow_null=True)
    praised_by_me = serializers.IntegerField()
    own_cover = serializers.FloatField(allow_null=True)


class PraiseList(APIView):
    """What people let everybody read, and a door to praise anyone."""

    @extend_schema(operation_id="kpi_praise_feed", responses=page_of(PraiseOut))
    def get(self, request: Request) -> Response:
        """The feed, the newest first; paged. It never says who heard nothing."""
        paging = Paging()
        page = paging.paginate_queryset(feed.feed(), request)
        return paging.get_paginated_response(PraiseOut(page, many=True).data)

    @extend_schema(operation_id="kpi_praise_give", request=PraiseIn, responses={201: PraiseOut})
    def post(self, request: Request) -> Response:
        """Praise somebody."""
        form = PraiseIn(data=request.data)
        form.is_valid(raise_exception=True)
        said, me = form.validated_data, me_of(request)
        to = Agent.objects.select_related("user").filter(pk=said["to"]).first()
        if to is None:
            raise DomainError(_("Choose whom you praise."), code="to")
        value = feed.values().filter(code=said["value"]).first()
        row = praises.give(
            giver=me,
            receiver=to,
            value=value,
            text=said["text"],
            in_feed=said["in_feed"],
            key=said["key"],
            actor=request.user,
        )
        return Response(PraiseOut(row).data, status=status.HTTP_201_CREATED)


class MyPraise(APIView):
    """What one was told."""

    @extend_schema(operation_id="kpi_praise_mine", responses=page_of(PraiseOut))
    def get(self, request: Request) -> Response:
        """Praise for oneself, the newest first; paged."""
        paging = Paging()
        page = paging.paginate_queryset(feed.received(me_of(request).pk), request)
        return paging.get_paginated_response(PraiseOut(page, many=True).data)


class PraiseTakeBack(APIView):
    """Taking back."""

    @extend_schema(operation_id="kpi_praise_take_back", request=None, responses=PraiseOut)
    def post(self, request: Request, pk: int) -> Response:
        """Take an own praise back, soon after it was sent."""
        row = praises.take_back(access.get_given(request.user, pk), actor=request.user)
        return Response(PraiseOut(row).data)


class PraiseHide(APIView):
    """Out of the feed."""

    @extend_schema(operation_id="kpi_praise_hide", request=PraiseHideIn, responses=PraiseOut)
    def post(self, request: Request, pk: int) -> Response:
        """Take a praise for oneself out of the feed, or let it back in."""
        row = access.get_received(request.user, pk)
        form = PraiseHideIn(data=request.data)
        form.is_valid(raise_exception=True)
        praises.set_hidden(row, hidden=form.validated_data["hidden"], actor=request.user)
        return Response(PraiseOut(row).data)


class PraiseQueue(APIView):
    """Who waits for a kind word; for leaders and those above alone."""

    @extend_schema(operation_id="kpi_praise_queue", responses=page_of(PraiseWaitingOut))
    def get(self, request: Request) -> Response:
        """People of one's part of the tree who are due, by name, with true reasons; paged."""
        now = timezone.now()
        me = me_of(request)
        group = queue.group(teams_in_scope(request.user, access.LEAD), giver_id=me.pk, now=now)
        paging = Paging()
        page = paging.paginate_queryset(group.due, request)  # type: ignore[arg-type]
        rows = queue.waiting(list(page or []), today=timezone.localdate(now))
        return paging.get_paginated_response(PraiseWaitingOut(rows, many=True).data)


class PraiseCover(APIView):
    """Metric 74 with the giver's own cover; for leaders and those above alone."""

    @extend_schema(
        operation_id="kpi_praise_cover",
        parameters=[
            OpenApiParameter("week", str, description="an ISO week such as 2026-W47; else the running one"),
            OpenApiParameter("team", int, description="a team of one's part of the tree"),
        ],
        responses=PraiseCoverOut,
    )
    def get(self, request: Request) -> Response:
        """People praised over people who worked in a week; oneself is left out."""
        now, me = timezone.now(), me_of(request)
        text = request.query_params.get("week", "")
        week = Week.parse(text) if text else Week.of(timezone.localdate(now))
        scope = teams_in_scope(request.user, access.LEAD)
        if team := request.query_params.get("team", ""):
            if not (team.isascii() and team.isdigit() and len(team) < 18):
                raise DomainError(_("A team is named by its number."), code="team")
            top = get_team(request.user, int(team), access.LEAD)
            below = people.team_subtree_ids(top.pk)
            scope = [pk for pk in below if scope is None or pk in scope]
        rows = due.week_standings(scope, week, now=now)
        cover, own = due.cover_of(rows, but=me.pk), due.own_cover_of(rows, me.pk)
        answer = {
            "week": str(week),
            "worked": cover.worked,
            "praised": cover.praised,
            "cover": cover.share,
            "praised_by_me": own.praised,
            "own_cover": own.share,
        }
        return Response(PraiseCoverOut(answer).data)


class PraiseValues(APIView):
    """Value tags."""

    @extend_schema(operation_id="kpi_praise_values", responses=results_of(PraiseValueOut))
    def get(self, request: Request) -> Response:
        """The value tags in use."""
        return Response({"results": PraiseValueOut(feed.values(), many=True).data})
