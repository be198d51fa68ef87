"""Schemes in versions; the database itself refuses to change, remove or overlap a published one."""

import datetime
from decimal import Decimal

import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

SAY = "A published version never changes."
SUM = "The weights add up to 100."
FIRST = "A version is written before it is published."
FIXED = "id, scheme_id, number, state, note, attribution, sample, valid_from, published_at"
CLOSED = "EXISTS (SELECT 1 FROM kpi_schemeversion v WHERE v.id = {row}.version_id AND v.state = 'published')"
OVERLAP = "scheme_version_no_overlap"
VERSION = "kpi_schemeversion"
LINE = "kpi_schemeline"
KEPT = """EXISTS (SELECT 1 FROM kpi_schemeversion v WHERE v.scheme_id = OLD.id AND v.state = 'published')"""
WEIGHTS = (
    """(SELECT COALESCE(ROUND(SUM(weight), 2), 0) FROM kpi_schemeline WHERE version_id = NEW.id) <> 100"""
)
CLASH = """EXISTS (SELECT 1 FROM kpi_schemeversion v WHERE v.scheme_id = NEW.scheme_id AND v.id <> NEW.id
    AND v.state = 'published' AND v.valid_from <= NEW.valid_to AND v.valid_to >= NEW.valid_from)"""
# Name, table, event, condition, sentence.
TRIGGERS = [
    ("scheme_version_written_first", VERSION, "BEFORE INSERT", "NEW.state = 'published'", FIRST),
    (
        "scheme_version_weights",
        VERSION,
        "BEFORE UPDATE OF state",
        f"OLD.state <> 'published' AND NEW.state = 'published' AND {WEIGHTS}",
        SUM,
    ),
    ("scheme_version_no_change", VERSION, f"BEFORE UPDATE OF {FIXED}", "OLD.state = 'published'", SAY),
    (
        "scheme_version_no_longer",
        VERSION,
        "BEFORE UPDATE OF valid_to",
        "OLD.state = 'published' AND NEW.valid_to > OLD.valid_to",
        SAY,
    ),
    (
        "scheme_version_no_other_hand",
        VERSION,
        "BEFORE UPDATE OF published_by_id",
        "OLD.state = 'published' AND NEW.published_by_id IS NOT NULL",
        SAY,
    ),
    ("scheme_version_no_removal", VERSION, "BEFORE DELETE", "OLD.state = 'published'", SAY),
    ("scheme_line_no_more", LINE, "BEFORE INSERT", CLOSED.format(row="NEW"), SAY),
    (
        "scheme_line_no_change",
        LINE,
        "BEFORE UPDATE",
        f"{CLOSED.format(row='OLD')} OR {CLOSED.format(row='NEW')}",
        SAY,
    ),
    ("scheme_line_no_removal", LINE, "BEFORE DELETE", CLOSED.format(row="OLD"), SAY),
    ("scheme_no_other_people", "kpi_scheme", "BEFORE UPDATE OF role, line, grade_id", KEPT, SAY),
]


def guard(apps, schema_editor):
    """Set the guards: triggers, and against overlapping dates an exclusion constraint where there is one."""
    if schema_editor.connection.vendor == "postgresql":
        _guard_postgres(schema_editor)
        return
    for name, table, event, condition, say in [
        *TRIGGERS,
        (
            OVERLAP,
            VERSION,
            "BEFORE UPDATE OF state, valid_from, valid_to, scheme_id",
            f"NEW.state = 'published' AND {CLASH}",
            OVERLAP,
        ),
    ]:
        schema_editor.execute(
            f"CREATE TRIGGER {name} {event} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{say}'); END"
        )


def _guard_postgres(schema_editor):
    """A condition with a question in it cannot stand in WHEN there, so each trigger has its function."""
    for name, table, event, condition, say in TRIGGERS:
        back = "OLD" if event == "BEFORE DELETE" else "NEW"
        schema_editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
            f"RAISE EXCEPTION '{say}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            f"RETURN {back}; END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {name} {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    schema_editor.execute(
        f"ALTER TABLE {VERSION} ADD CONSTRAINT {OVERLAP} EXCLUDE USING gist "
        "(scheme_id WITH =, daterange(valid_from, valid_to, '[]') WITH &&) WHERE (state = 'published')"
    )


def unguard(apps, schema_editor):
    """Take them away."""
    postgres = schema_editor.connection.vendor == "postgresql"
    for name, table, *_rest in TRIGGERS:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if postgres else ""))
        if postgres:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}()")
    if postgres:
        schema_editor.execute(f"ALTER TABLE {VERSION} DROP CONSTRAINT IF EXISTS {OVERLAP}")
    else:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {OVERLAP}")


class Migration(migrations.Migration):
    dependencies = [
        ("kpi", "0007_praise_and_honours"),
        ("staff", "0006_desks_and_availability"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Scheme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                ("name_en", models.CharField(max_length=80, verbose_name="English name")),
                ("name_zh", models.CharField(max_length=80, verbose_name="Chinese name")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("agent", "agent"),
                            ("leader", "team leader"),
                            ("supervisor", "supervisor"),
                            ("manager", "project manager"),
                            ("qa", "QA specialist"),
                            ("trainer", "trainer"),
                            ("training_supervisor", "training supervisor"),
                            ("hr", "HR"),
                            ("admin", "administrator"),
                        ],
                        default="agent",
                        max_length=24,
                        verbose_name="role",
                    ),
                ),
                (
                    "line",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("pre_sales", "pre-sales"),
                            ("after_sales", "after-sales"),
                            ("both", "pre-sales and after-sales"),
                            ("technical", "technical support"),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="line",
                    ),
                ),
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
                (
                    "grade",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.grade",
                    ),
                ),
            ],
            options={
                "ordering": ["role", "line", "grade__step", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SchemeVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("published", "published")],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "note",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="what is new"),
                ),
                (
                    "attribution",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="attribution rule"),
                ),
                (
                    "sample",
                    models.CharField(blank=True, default="", max_length=30, verbose_name="ready-made scheme"),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("valid_to", models.DateField(default=datetime.date(9999, 12, 31), verbose_name="to")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="kpi.scheme"
                    ),
                ),
            ],
            options={
                "ordering": ["scheme", "-number"],
            },
        ),
        migrations.CreateModel(
            name="SchemeLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("metric", models.CharField(max_length=40, verbose_name="metric")),
                (
                    "weight",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("0"), max_digits=5, verbose_name="weight"
                    ),
                ),
                (
                    "shape",
                    models.CharField(
                        choices=[
                            ("steps", "steps"),
                            ("linear", "straight line"),
                            ("band", "inside a range"),
                            ("gate", "gate"),
                        ],
                        max_length=8,
                        verbose_name="shape",
                    ),
                ),
                (
                    "target",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=20, null=True, verbose_name="target"
                    ),
                ),
                (
                    "worst",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=20, null=True, verbose_name="0 points at"
                    ),
                ),
                (
                    "best",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=20, null=True, verbose_name="100 points at"
                    ),
                ),
                (
                    "low",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=20, null=True, verbose_name="low end"
                    ),
                ),
                (
                    "high",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=20, null=True, verbose_name="high end"
                    ),
                ),
                (
                    "fall",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=20, null=True, verbose_name="distance to 0"
                    ),
                ),
                ("steps", models.JSONField(blank=True, default=list, verbose_name="steps")),
                (
                    "cap",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="total at most"
                    ),
                ),
                ("least", models.PositiveIntegerField(blank=True, null=True, verbose_name="minimum sample")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="kpi.schemeversion",
                    ),
                ),
            ],
            options={
                "ordering": ["version", "position"],
            },
        ),
        migrations.AddConstraint(
            model_name="scheme",
            constraint=models.UniqueConstraint(
                models.F("role"),
                models.F("line"),
                django.db.models.functions.comparison.Coalesce(models.F("grade"), models.Value(0)),
                name="scheme_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="scheme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name_en", ""), _negated=True), models.Q(("name_zh", ""), _negated=True)
                ),
                name="scheme_has_names",
            ),
        ),
        migrations.AddConstraint(
            model_name="schemeversion",
            constraint=models.UniqueConstraint(fields=("scheme", "number"), name="scheme_version_once"),
        ),
        migrations.AddConstraint(
            model_name="schemeversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "draft"),
                    models.Q(
                        ("published_at__isnull", False), ("valid_from__day", 1), ("valid_from__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="scheme_published_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="schemeversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_from__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="scheme_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="schemeline",
            constraint=models.UniqueConstraint(fields=("version", "position"), name="scheme_line_place"),
        ),
        migrations.AddConstraint(
            model_name="schemeline",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__gte", 0), ("weight__lte", 100)), name="scheme_weight_in_range"
            ),
        ),
        migrations.AddConstraint(
            model_name="schemeline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("shape", "gate"), _negated=True), ("weight", 0), _connector="OR"
                ),
                name="scheme_gate_without_weight",
            ),
        ),
        migrations.AddConstraint(
            model_name="schemeline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cap__isnull", True), models.Q(("cap__gte", 0), ("cap__lt", 100)), _connector="OR"
                ),
                name="scheme_cap_in_range",
            ),
        ),
        migrations.RunPython(guard, unguard),
    ]
