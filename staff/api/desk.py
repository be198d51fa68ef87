"""Machine door to jobs, notices, the trail and the own log-in."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from staff.access import agent_of, get_job, get_notice, rights_of
from staff.api.serializers_desk import (
    AuditFilterSerializer,
    AuditSerializer,
    JobSerializer,
    MeSerializer,
    NoticeSerializer,
)
from staff.models import Job
from staff.selectors.audit import audit_entries
from staff.selectors.jobs import jobs_of
from staff.selectors.notices import notices_of
from staff.services import jobs, notices


class Me(APIView):
    """Who the caller is."""

    @extend_schema(responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """The log-in, the person and the rights of today."""
        agent = agent_of(request.user)
        values = {
            "username": request.user.get_username(),
            "agent_id": agent.pk if agent else None,
            "employee_no": agent.employee_no if agent else "",
            "name": str(agent) if agent else "",
            "language": request.user.language,
            "rights": sorted(rights_of(request.user)),
        }
        return Response(MeSerializer(values).data)


class JobList(ListAPIView):
    """The caller's own jobs, newest first."""

    queryset = Job.objects.none()  # Tells the schema whose ids these are.
    serializer_class = JobSerializer

    def get_queryset(self) -> QuerySet:
        """Own rows only."""
        return jobs_of(self.request.user)


class JobDetail(APIView):
    """One job with its progress."""

    @extend_schema(responses=JobSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """How far it is."""
        return Response(JobSerializer(get_job(request.user, pk, right="settings.edit")).data)


class JobCancel(APIView):
    """Calling a job off."""

    @extend_schema(request=None, responses=JobSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Stop it at its next step."""
        job = get_job(request.user, pk, right="settings.edit")
        jobs.cancel(job)
        job.refresh_from_db()
        return Response(JobSerializer(job).data)


class JobFile(APIView):
    """The file that came of an own job."""

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, 204: None})
    def get(self, request: Request, pk: int) -> Response | FileResponse:
        """The bytes; no content while there is none."""
        job = get_job(request.user, pk)
        if not job.file:
            return Response(status=204)
        try:
            stream = job.file.open("rb")
        except FileNotFoundError:
            raise Http404 from None
        answer = FileResponse(stream, as_attachment=True, filename=job.file_name)
        answer["X-Content-Type-Options"] = "nosniff"
        return answer


class NoticeList(ListAPIView):
    """The caller's notices, newest first."""

    serializer_class = NoticeSerializer

    def get_queryset(self) -> QuerySet:
        """Own rows only."""
        return notices_of(agent_of(self.request.user))


class NoticeRead(APIView):
    """Marking a notice as read."""

    @extend_schema(request=None, responses=NoticeSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Say that it was seen."""
        notice = get_notice(request.user, pk)
        notices.mark_read(notice)
        notice.refresh_from_db()
        return Response(NoticeSerializer(notice).data)


class AuditList(ListAPIView):
    """The trail, newest first."""

    serializer_class = AuditSerializer

    def get_queryset(self) -> QuerySet:
        """What the filters leave."""
        if getattr(self, "swagger_fake_view", False):
            return audit_entries()
        wanted = AuditFilterSerializer(data=self.request.query_params)
        wanted.is_valid(raise_exception=True)
        return audit_entries(viewer=self.request.user, **wanted.validated_data)

    @extend_schema(parameters=[AuditFilterSerializer])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Entries by person, action, subject and days."""
        return super().get(request, *args, **kwargs)
