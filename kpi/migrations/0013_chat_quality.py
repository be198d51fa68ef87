"""Chats, inspection forms, reviews, calibrations, problems."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQLITE = """CREATE TRIGGER published_form_stays BEFORE UPDATE ON kpi_formversion
WHEN OLD.state = 'published' AND (NEW.content IS NOT OLD.content OR NEW.number IS NOT OLD.number
    OR NEW.form_id IS NOT OLD.form_id OR NEW.state IS NOT OLD.state OR NEW.published_at IS NOT OLD.published_at)
BEGIN SELECT RAISE(ABORT, 'published_form_stays'); END"""
POSTGRES = [
    """CREATE FUNCTION published_form_stays() RETURNS trigger AS $$ BEGIN
    IF OLD.state = 'published' AND (NEW.content, NEW.number, NEW.form_id, NEW.state, NEW.published_at)
        IS DISTINCT FROM (OLD.content, OLD.number, OLD.form_id, OLD.state, OLD.published_at) THEN
        RAISE EXCEPTION 'published_form_stays' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql""",
    """CREATE TRIGGER published_form_stays BEFORE UPDATE ON kpi_formversion
    FOR EACH ROW EXECUTE FUNCTION published_form_stays()""",
]


def guard(apps, schema_editor):
    """A published version of a form never changes, whoever asks."""
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else [SQLITE]:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    """Take the guard away."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER IF EXISTS published_form_stays ON kpi_formversion")
        schema_editor.execute("DROP FUNCTION IF EXISTS published_form_stays()")
    else:
        schema_editor.execute("DROP TRIGGER IF EXISTS published_form_stays")


class Migration(migrations.Migration):
    dependencies = [
        ("kpi", "0012_closed_pay_stays"),
        ("staff", "0007_store_hours"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChatImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_name", models.CharField(max_length=255, verbose_name="file name")),
                ("stage", models.FileField(blank=True, upload_to="chats/%Y/%m/")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("staged", "ready to take in"),
                            ("taking", "being taken in"),
                            ("taken", "taken in"),
                            ("discarded", "discarded"),
                            ("undone", "undone"),
                        ],
                        default="staged",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("counts", models.JSONField(default=dict)),
                ("faults", models.JSONField(default=list)),
                ("columns", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("taken_at", models.DateTimeField(blank=True, null=True, verbose_name="taken in at")),
                (
                    "job",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="staff.job",
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.store"
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Chat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                (
                    "label",
                    models.CharField(blank=True, default="", max_length=60, verbose_name="conversation"),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="started at")),
                ("rating", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="rating")),
                ("turn_count", models.PositiveIntegerField(default=0, verbose_name="turns")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.platformaccount",
                    ),
                ),
                (
                    "agent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.agent",
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.store"
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="chats", to="kpi.chatimport"
                    ),
                ),
            ],
            options={
                "ordering": ["-day", "-id"],
            },
        ),
        migrations.CreateModel(
            name="FormVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("published", "published")],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("content", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["form", "-number"],
            },
        ),
        migrations.CreateModel(
            name="CalibrationRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                ("seed", models.CharField(max_length=32, verbose_name="seed")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("closed", "closed")],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reviewers", models.ManyToManyField(related_name="+", to="staff.agent")),
                ("chats", models.ManyToManyField(related_name="+", to="kpi.chat")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kpi.formversion"
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="HintRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("words", "words that should not be said"),
                            ("first_reply", "a late first reply"),
                            ("reply", "a late reply"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                ("words", models.JSONField(blank=True, default=list, verbose_name="words")),
                ("seconds", models.PositiveIntegerField(default=0, verbose_name="seconds")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "ordering": ["kind", "name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind", "words"), ("seconds__gte", 1), _connector="OR"),
                        name="late_after_some_seconds",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InspectionForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("name_en", models.CharField(max_length=120, verbose_name="English name")),
                ("name_zh", models.CharField(max_length=120, verbose_name="Chinese name")),
                ("archived_on", models.DateField(blank=True, null=True, verbose_name="archived on")),
            ],
            options={
                "ordering": ["name_en", "code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name_en", ""), _negated=True), models.Q(("name_zh", ""), _negated=True)
                        ),
                        name="form_has_both_names",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="formversion",
            name="form",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="kpi.inspectionform"
            ),
        ),
        migrations.CreateModel(
            name="QualityProblem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item", models.SlugField(max_length=60, verbose_name="item")),
                ("item_en", models.CharField(max_length=160)),
                ("item_zh", models.CharField(max_length=160)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("found", "found"),
                            ("fixing", "being fixed"),
                            ("solved", "solved"),
                            ("dropped", "no problem after all"),
                        ],
                        default="found",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "root",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("knowledge", "did not know: product or rule"),
                            ("skill", "could not yet: wording or handling"),
                            ("slip", "a slip"),
                            ("load", "too many chats at once"),
                            ("process", "the process or script is wrong"),
                            ("tool", "the tool or system failed"),
                            ("other", "something else, see the note"),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="root cause",
                    ),
                ),
                ("cause", models.TextField(blank=True, default="", verbose_name="cause")),
                ("fix", models.TextField(blank=True, default="", verbose_name="fix")),
                ("check_on", models.DateField(verbose_name="check on")),
                ("result", models.TextField(blank=True, default="", verbose_name="result")),
                ("misses", models.PositiveIntegerField(default=0, verbose_name="misses")),
                ("found_on", models.DateField(verbose_name="found on")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.agent"
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kpi.inspectionform"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.agent",
                    ),
                ),
            ],
            options={
                "ordering": ["check_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="ClinicCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("monday", models.DateField(verbose_name="week")),
                ("lesson", models.TextField(blank=True, default="", verbose_name="what we learn")),
                (
                    "picked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clinics",
                        to="kpi.qualityproblem",
                    ),
                ),
            ],
            options={
                "ordering": ["-monday", "id"],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for its reviewer"),
                            ("reviewed", "waits for the agent"),
                            ("accepted", "acknowledged"),
                            ("disputed", "disputed"),
                            ("upheld", "looked at again, as it was"),
                            ("changed", "looked at again, changed"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("day", models.DateField(verbose_name="day of the chat")),
                (
                    "points",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="points"
                    ),
                ),
                (
                    "most",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="points possible"
                    ),
                ),
                ("crossed", models.PositiveSmallIntegerField(default=0, verbose_name="red lines crossed")),
                ("coaching", models.TextField(blank=True, default="", verbose_name="coaching note")),
                ("reviewed_at", models.DateTimeField(blank=True, null=True, verbose_name="reviewed at")),
                ("comment", models.TextField(blank=True, default="", verbose_name="the agent's words")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                ("decision", models.TextField(blank=True, default="", verbose_name="reason of the decision")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.agent"
                    ),
                ),
                (
                    "chat",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reviews",
                        to="kpi.chat",
                    ),
                ),
                (
                    "decider",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.agent",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.agent"
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.store"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kpi.formversion"
                    ),
                ),
            ],
            options={
                "ordering": ["-day", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ReviewMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("look", models.PositiveSmallIntegerField(default=1)),
                ("item", models.SlugField(max_length=60, verbose_name="item")),
                ("option", models.SlugField(max_length=60, verbose_name="answer")),
                ("points", models.DecimalField(decimal_places=2, max_digits=8)),
                ("most", models.DecimalField(decimal_places=2, max_digits=8)),
                ("missed", models.BooleanField(default=False)),
                ("crossed", models.BooleanField(default=False)),
                ("turn", models.PositiveIntegerField(blank=True, null=True, verbose_name="turn")),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("knowledge", "did not know: product or rule"),
                            ("skill", "could not yet: wording or handling"),
                            ("slip", "a slip"),
                            ("load", "too many chats at once"),
                            ("process", "the process or script is wrong"),
                            ("tool", "the tool or system failed"),
                            ("other", "something else, see the note"),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="root cause",
                    ),
                ),
                ("note", models.CharField(blank=True, default="", max_length=500, verbose_name="note")),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="marks", to="kpi.review"
                    ),
                ),
            ],
            options={
                "ordering": ["review", "look", "id"],
            },
        ),
        migrations.CreateModel(
            name="SampleDraw",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("monday", models.DateField(verbose_name="week")),
                ("seed", models.CharField(max_length=32, verbose_name="seed")),
                ("chats", models.PositiveIntegerField(default=0, verbose_name="chats to draw from")),
                ("drawn", models.PositiveIntegerField(default=0, verbose_name="chats drawn")),
                ("drawn_at", models.DateTimeField(auto_now_add=True, verbose_name="drawn at")),
                (
                    "drawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-monday", "plan__name"],
            },
        ),
        migrations.AddField(
            model_name="review",
            name="draw",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="kpi.sampledraw"
            ),
        ),
        migrations.CreateModel(
            name="SamplingPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                (
                    "per_agent",
                    models.PositiveSmallIntegerField(default=2, verbose_name="chats of each agent a week"),
                ),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kpi.inspectionform"
                    ),
                ),
                ("reviewers", models.ManyToManyField(related_name="+", to="staff.agent")),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.team",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.AddField(
            model_name="sampledraw",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="draws", to="kpi.samplingplan"
            ),
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="turn")),
                (
                    "role",
                    models.CharField(
                        choices=[("customer", "customer"), ("agent", "agent"), ("system", "system")],
                        max_length=10,
                        verbose_name="role",
                    ),
                ),
                ("at", models.DateTimeField(blank=True, null=True, verbose_name="time")),
                ("text", models.TextField(verbose_name="text")),
                (
                    "chat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="turns", to="kpi.chat"
                    ),
                ),
            ],
            options={
                "ordering": ["chat", "number"],
            },
        ),
        migrations.CreateModel(
            name="CalibrationSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("chat_number", models.PositiveBigIntegerField()),
                ("answers", models.JSONField(default=dict)),
                ("filled_at", models.DateTimeField(auto_now=True)),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.agent"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sheets",
                        to="kpi.calibrationround",
                    ),
                ),
            ],
            options={
                "ordering": ["round", "chat_number", "reviewer"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("round", "chat_number", "reviewer"), name="one_sheet_a_reviewer"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="chat",
            index=models.Index(fields=["agent", "-day"], name="chat_by_agent"),
        ),
        migrations.AddIndex(
            model_name="chat",
            index=models.Index(fields=["account", "day"], name="chat_by_account"),
        ),
        migrations.AddIndex(
            model_name="chat",
            index=models.Index(fields=["day"], name="chat_by_day"),
        ),
        migrations.AddConstraint(
            model_name="chat",
            constraint=models.UniqueConstraint(fields=("store", "digest"), name="chat_once_a_store"),
        ),
        migrations.AddConstraint(
            model_name="chat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rating__isnull", True),
                    models.Q(("rating__gte", 1), ("rating__lte", 5)),
                    _connector="OR",
                ),
                name="rating_1_to_5",
            ),
        ),
        migrations.AddConstraint(
            model_name="formversion",
            constraint=models.UniqueConstraint(fields=("form", "number"), name="form_version_once"),
        ),
        migrations.AddConstraint(
            model_name="formversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "draft")), fields=("form",), name="one_draft_a_form"
            ),
        ),
        migrations.AddConstraint(
            model_name="formversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at__isnull", True), ("state", "draft")),
                    models.Q(("published_at__isnull", False), ("state", "published")),
                    _connector="OR",
                ),
                name="form_published_with_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="qualityproblem",
            index=models.Index(fields=["state", "check_on"], name="problem_by_check"),
        ),
        migrations.AddConstraint(
            model_name="qualityproblem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["found", "fixing"])),
                fields=("agent", "form", "item"),
                name="one_open_problem_an_item",
            ),
        ),
        migrations.AddConstraint(
            model_name="qualityproblem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "fixing"), _negated=True),
                    models.Q(
                        models.Q(("cause", ""), _negated=True),
                        models.Q(("fix", ""), _negated=True),
                        ("owner__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="fixing_has_cause_fix_owner",
            ),
        ),
        migrations.AddConstraint(
            model_name="qualityproblem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "solved"), _negated=True),
                    models.Q(("result", ""), _negated=True),
                    _connector="OR",
                ),
                name="solved_has_a_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="cliniccase",
            constraint=models.UniqueConstraint(fields=("monday", "problem"), name="once_in_a_clinic"),
        ),
        migrations.AddConstraint(
            model_name="reviewmark",
            constraint=models.UniqueConstraint(fields=("review", "look", "item"), name="item_marked_once"),
        ),
        migrations.AddConstraint(
            model_name="reviewmark",
            constraint=models.CheckConstraint(
                condition=models.Q(("look__in", [1, 2])), name="first_or_second_look"
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewmark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("missed", False), models.Q(("cause", ""), _negated=True), _connector="OR"
                ),
                name="miss_has_a_cause",
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["agent", "-day"], name="review_by_agent"),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["reviewer", "state"], name="review_by_reviewer"),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["day"], name="review_by_day"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(fields=("draw", "chat"), name="chat_drawn_once"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("reviewer", models.F("agent")), _negated=True),
                name="nobody_reviews_oneself",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decider__isnull", True),
                    models.Q(
                        models.Q(("decider", models.F("agent")), _negated=True),
                        models.Q(("decider", models.F("reviewer")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_second_reviewer_decides",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "waiting"),
                    models.Q(
                        ("most__gt", 0),
                        ("points__gte", 0),
                        ("points__isnull", False),
                        ("points__lte", models.F("most")),
                    ),
                    _connector="OR",
                ),
                name="review_has_its_points",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["upheld", "changed"]), _negated=True),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decider__isnull", False),
                        models.Q(("decision", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="decision_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "disputed"), _negated=True),
                    models.Q(("comment", ""), _negated=True),
                    _connector="OR",
                ),
                name="dispute_has_a_comment",
            ),
        ),
        migrations.AddConstraint(
            model_name="samplingplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("per_agent__gte", 1), ("per_agent__lte", 50)), name="plan_1_to_50_chats"
            ),
        ),
        migrations.AddConstraint(
            model_name="sampledraw",
            constraint=models.UniqueConstraint(fields=("plan", "monday"), name="one_draw_a_plan_and_week"),
        ),
        migrations.AddConstraint(
            model_name="sampledraw",
            constraint=models.CheckConstraint(
                condition=models.Q(("seed", ""), _negated=True), name="draw_has_a_seed"
            ),
        ),
        migrations.AddConstraint(
            model_name="sampledraw",
            constraint=models.CheckConstraint(
                condition=models.Q(("drawn__lte", models.F("chats"))), name="draw_no_more_than_there_are"
            ),
        ),
        migrations.AddConstraint(
            model_name="turn",
            constraint=models.UniqueConstraint(fields=("chat", "number"), name="turn_once_a_chat"),
        ),
        migrations.RunPython(guard, unguard),
    ]
