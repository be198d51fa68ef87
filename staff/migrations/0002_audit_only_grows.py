"""The database itself refuses to change or remove an entry of the audit trail.

One change stays possible: the reference to a log-in that is deleted becomes empty (its name stays in
the entry).
"""

from django.db import migrations

COLUMNS = (
    "id, content_type_id, object_pk, object_id, object_repr, serialized_data, action, changes_text, changes, "
    "cid, remote_addr, remote_port, timestamp, additional_data, actor_email"
)
SAY = "The audit trail only grows."
SQLITE = [
    f"""CREATE TRIGGER audit_no_change BEFORE UPDATE OF {COLUMNS} ON auditlog_logentry
    BEGIN SELECT RAISE(ABORT, '{SAY}'); END""",
    f"""CREATE TRIGGER audit_no_other_actor BEFORE UPDATE OF actor_id ON auditlog_logentry
    WHEN NEW.actor_id IS NOT NULL BEGIN SELECT RAISE(ABORT, '{SAY}'); END""",
    f"""CREATE TRIGGER audit_no_removal BEFORE DELETE ON auditlog_logentry
    BEGIN SELECT RAISE(ABORT, '{SAY}'); END""",
]
POSTGRES = [
    f"""CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{SAY}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    f"""CREATE TRIGGER audit_no_change BEFORE UPDATE OF {COLUMNS} ON auditlog_logentry
    FOR EACH ROW EXECUTE FUNCTION audit_only_grows()""",
    """CREATE TRIGGER audit_no_other_actor BEFORE UPDATE OF actor_id ON auditlog_logentry
    FOR EACH ROW WHEN (NEW.actor_id IS NOT NULL) EXECUTE FUNCTION audit_only_grows()""",
    """CREATE TRIGGER audit_no_removal BEFORE DELETE ON auditlog_logentry
    FOR EACH ROW EXECUTE FUNCTION audit_only_grows()""",
]
NAMES = ("audit_no_change", "audit_no_other_actor", "audit_no_removal")


def guard(apps, schema_editor):
    """Set the triggers."""
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    """Take them away."""
    postgres = schema_editor.connection.vendor == "postgresql"
    for name in NAMES:
        schema_editor.execute(
            f"DROP TRIGGER IF EXISTS {name}" + (" ON auditlog_logentry" if postgres else "")
        )
    if postgres:
        schema_editor.execute("DROP FUNCTION IF EXISTS audit_only_grows()")


class Migration(migrations.Migration):
    """Guards the library's table."""

    dependencies = [("staff", "0001_first_tables"), ("auditlog", "0017_add_actor_email")]
    operations = [migrations.RunPython(guard, unguard)]
