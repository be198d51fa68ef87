"""Shapes of jobs, notices, audit entries and the own log-in for machines."""

from typing import Any

from auditlog.models import LogEntry
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from staff.models import Job, Notice
from staff.selectors.jobs import job_progress
from staff.selectors.notices import words_of


class JobSerializer(serializers.ModelSerializer):
    """A job with its progress of the moment."""

    title = serializers.CharField(source="heading", read_only=True)
    done = serializers.SerializerMethodField()
    total = serializers.SerializerMethodField()
    note = serializers.SerializerMethodField()
    has_file = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = [
            "id", "kind", "title", "state", "done", "total", "note", "error", "result", "has_file",
            "file_name", "created_at", "started_at", "finished_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_done(self, job: Job) -> int:
        """How many steps are done."""
        return job_progress(job).done

    def get_total(self, job: Job) -> int:
        """Of how many; 0 where nobody knows."""
        return job_progress(job).total

    def get_note(self, job: Job) -> str:
        """What it does just now."""
        return job_progress(job).note

    def get_has_file(self, job: Job) -> bool:
        """Is there a file to fetch?"""
        return bool(job.file)


class NoticeSerializer(serializers.ModelSerializer):
    """A notice with its words in the caller's language."""

    title = serializers.SerializerMethodField()
    body = serializers.SerializerMethodField()

    class Meta:
        model = Notice
        fields = ["id", "kind", "about", "title", "body", "url", "created_at", "read_at"]
        read_only_fields = fields

    def get_title(self, notice: Notice) -> str:
        """The headline."""
        return words_of(notice)[0]

    def get_body(self, notice: Notice) -> str:
        """The sentence."""
        return words_of(notice)[1]


class AuditSerializer(serializers.ModelSerializer):
    """One entry of the trail."""

    action = serializers.SerializerMethodField()
    actor = serializers.SerializerMethodField()
    reason = serializers.SerializerMethodField()
    about = serializers.CharField(source="object_repr")
    changes = serializers.SerializerMethodField()

    class Meta:
        model = LogEntry
        fields = ["id", "timestamp", "actor", "action", "about", "object_pk", "changes", "reason"]
        read_only_fields = fields

    def get_action(self, entry: LogEntry) -> str:
        """The word for what was done."""
        return str((entry.additional_data or {}).get("action", ""))

    def get_actor(self, entry: LogEntry) -> str:
        """Who did it; empty for the clock or a command."""
        return str((entry.additional_data or {}).get("actor", ""))

    def get_reason(self, entry: LogEntry) -> str:
        """Why, where somebody said."""
        return str((entry.additional_data or {}).get("reason", ""))

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "array", "items": {}}})
    def get_changes(self, entry: LogEntry) -> dict[str, Any]:
        """Fields with their value before and after."""
        return entry.changes or {}


class MeSerializer(serializers.Serializer):
    """Who the caller is, and what the caller may do."""

    username = serializers.CharField()
    agent_id = serializers.IntegerField(allow_null=True)
    employee_no = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    language = serializers.CharField(allow_blank=True)
    rights = serializers.ListField(child=serializers.CharField())


class AuditFilterSerializer(serializers.Serializer):
    """What the trail is searched by."""

    who = serializers.CharField(required=False, max_length=80)
    action = serializers.CharField(required=False, max_length=60)
    about = serializers.CharField(required=False, max_length=80)
    first = serializers.DateField(required=False)
    last = serializers.DateField(required=False)
