"""The database itself lets no two shifts of one person overlap: an exclusion constraint, or triggers on SQLite."""

from django.db import migrations

SAY = "assignment_no_overlap"
CLASH = """SELECT RAISE(ABORT, '{say}') WHERE EXISTS (
    SELECT 1 FROM shifts_assignment
    WHERE agent_id = NEW.agent_id AND id <> NEW.id AND start_at < NEW.end_at AND end_at > NEW.start_at);"""
SQLITE = [
    f"""CREATE TRIGGER assignment_no_overlap_insert AFTER INSERT ON shifts_assignment
    WHEN NEW.start_at IS NOT NULL BEGIN {CLASH.format(say=SAY)} END""",
    f"""CREATE TRIGGER assignment_no_overlap_update
    AFTER UPDATE OF agent_id, start_at, end_at ON shifts_assignment
    WHEN NEW.start_at IS NOT NULL BEGIN {CLASH.format(say=SAY)} END""",
]
POSTGRES = [
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    """ALTER TABLE shifts_assignment ADD CONSTRAINT assignment_no_overlap
    EXCLUDE USING gist (agent_id WITH =, tstzrange(start_at, end_at) WITH &&) WHERE (start_at IS NOT NULL)""",
]


def guard(apps, schema_editor):
    """Set the guard."""
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    """Take it away."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE shifts_assignment DROP CONSTRAINT assignment_no_overlap")
        return
    for name in ("assignment_no_overlap_insert", "assignment_no_overlap_update"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


class Migration(migrations.Migration):
    """Guards the table of assignments."""

    dependencies = [("shifts", "0003_rosters_and_living_with_them")]
    operations = [migrations.RunPython(guard, unguard)]
