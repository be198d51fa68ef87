"""What the API of imports takes and gives."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from cstm.api import Whole
from kpi.models import ImportBatch, ImportRow
from kpi.selectors import import_words, imports


class BatchOut(serializers.ModelSerializer):
    """One import: where it stands, what was understood, what came of it."""

    state = serializers.SerializerMethodField()
    store = serializers.CharField(source="store.name")
    counts = serializers.SerializerMethodField()
    job = serializers.IntegerField(source="job_id", allow_null=True)
    unknown_names = serializers.SerializerMethodField()
    weeks = serializers.SerializerMethodField()

    class Meta:
        model = ImportBatch
        fields = (
            "id",
            "file_name",
            "store",
            "state",
            "layout",
            "date_from",
            "date_to",
            "attribution",
            "counts",
            "understood",
            "unknown_names",
            "weeks",
            "error_code",
            "error",
            "job",
            "created_at",
            "committed_at",
            "undone_at",
        )

    def get_state(self, batch: ImportBatch) -> str:
        """Where it stands, also when its job ended without saying so."""
        return imports.standing(batch)

    def get_counts(self, batch: ImportBatch) -> dict[str, int]:
        """Rows by what became of them."""
        return imports.counts_of(batch)

    def get_unknown_names(self, batch: ImportBatch) -> list[str]:
        """Names that wait to be bound, by name."""
        return [item["name"] for item in batch.sample.get("names", [])]

    def get_weeks(self, batch: ImportBatch) -> list[str]:
        """ISO weeks that it changed."""
        return list(batch.sample.get("weeks", []))


class RowOut(serializers.ModelSerializer):
    """A row that was refused, waits or was left out, with the sentence that says why."""

    sentence = serializers.SerializerMethodField()

    class Meta:
        model = ImportRow
        fields = ("sheet", "row", "column", "value", "code", "sentence", "account", "raw")

    def get_sentence(self, row: ImportRow) -> str:
        """The reason in the reader's language."""
        return import_words.row_sentence(row.code, row.params)


class SaidIn(serializers.Serializer):
    """What may be said about a file."""

    layout = serializers.CharField(required=False, allow_blank=True, max_length=60)
    sheet = serializers.CharField(required=False, allow_blank=True, max_length=120)
    date = serializers.DateField(required=False)
    first = serializers.DateField(required=False, help_text="first day of a report over several days")
    last = serializers.DateField(required=False, help_text="its last day")
    trust = serializers.BooleanField(required=False, help_text="the columns are right after all")

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        """One date, or a period with both ends."""
        if ("first" in data) != ("last" in data) or ("date" in data and "first" in data):
            raise serializers.ValidationError(_("Give date, or both first and last."))
        if "first" in data and data["last"] < data["first"]:
            raise serializers.ValidationError(_("The period ends before it begins."))
        return data

    def options(self) -> dict[str, Any]:
        """As the import keeps it."""
        said = self.validated_data
        words = {"date": "date", "first": "from", "last": "to"}
        found: dict[str, Any] = {kept: said[name].isoformat() for name, kept in words.items() if name in said}
        found |= {name: said[name] for name in ("layout", "sheet", "trust", "attribution") if said.get(name)}
        return found | ({"create_agents": True} if said.get("create_agents") else {})


class UploadIn(SaidIn):
    """A file of a store."""

    file = serializers.FileField()
    store = Whole()
    attribution = serializers.CharField(required=False, allow_blank=True, max_length=40)
    create_agents = serializers.BooleanField(required=False)


class NameOut(serializers.Serializer):
    """A name that nobody holds."""

    store = serializers.IntegerField(source="store.pk")
    store_name = serializers.CharField(source="store.name")
    name = serializers.CharField()
    rows = serializers.IntegerField()


class NameIn(serializers.Serializer):
    """Who stands behind a name: an agent, or with `not_a_person` nobody."""

    store = Whole()
    name = serializers.CharField(max_length=160, trim_whitespace=False)
    agent = Whole(required=False)
    valid_from = serializers.DateField(required=False)
    valid_to = serializers.DateField(required=False)
    not_a_person = serializers.BooleanField(required=False, default=False)
