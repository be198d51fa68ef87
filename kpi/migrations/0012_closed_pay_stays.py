"""The database itself refuses to change a closed pay run, its slips and lines, and a published plan."""

from django.db import migrations

SAY = "A closed pay run does not change."
SAY_PLAN = "A published version of a pay plan does not change."
RUN_COLUMNS = (
    "id, month, kind, number, state, currency, settings, remarks, computed_at, reviewed_by_id, reviewed_at, "
    "closed_by_id, closed_at"
)
CLOSED = "(SELECT state FROM kpi_payrun WHERE id = {row}.run_id) = 'closed'"


def _sqlite():
    yield (
        "closed_run_no_change",
        f"BEFORE UPDATE OF {RUN_COLUMNS} ON kpi_payrun WHEN OLD.state = 'closed'",
        SAY,
    )
    yield ("closed_run_no_removal", "BEFORE DELETE ON kpi_payrun WHEN OLD.state = 'closed'", SAY)
    for name, table in (("slip", "kpi_payslip"), ("line", "kpi_payline")):
        new, old = CLOSED.format(row="NEW"), CLOSED.format(row="OLD")
        yield (f"closed_{name}_no_addition", f"BEFORE INSERT ON {table} WHEN {new}", SAY)
        yield (f"closed_{name}_no_change", f"BEFORE UPDATE ON {table} WHEN {old} OR {new}", SAY)
        yield (f"closed_{name}_no_removal", f"BEFORE DELETE ON {table} WHEN {old}", SAY)
    plan = "kpi_payplanversion WHEN OLD.state = 'published'"
    yield ("published_plan_no_change", f"BEFORE UPDATE ON {plan}", SAY_PLAN)
    yield ("published_plan_no_removal", f"BEFORE DELETE ON {plan}", SAY_PLAN)


def _postgres():
    yield """CREATE FUNCTION closed_pay_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' AND (SELECT state FROM kpi_payrun WHERE id = OLD.run_id) = 'closed' THEN
            RAISE EXCEPTION 'A closed pay run does not change.' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF TG_OP <> 'DELETE' AND (SELECT state FROM kpi_payrun WHERE id = NEW.run_id) = 'closed' THEN
            RAISE EXCEPTION 'A closed pay run does not change.' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END $$"""
    yield """CREATE FUNCTION settled_pay_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'Closed pay and published plans do not change.'
        USING ERRCODE = 'integrity_constraint_violation';
    END $$"""
    stays = "EXECUTE FUNCTION settled_pay_stays()"
    yield f"""CREATE TRIGGER closed_run_no_change BEFORE UPDATE OF {RUN_COLUMNS} ON kpi_payrun
    FOR EACH ROW WHEN (OLD.state = 'closed') {stays}"""
    yield f"""CREATE TRIGGER closed_run_no_removal BEFORE DELETE ON kpi_payrun
    FOR EACH ROW WHEN (OLD.state = 'closed') {stays}"""
    for name, table in (("slip", "kpi_payslip"), ("line", "kpi_payline")):
        yield f"""CREATE TRIGGER closed_{name}_no_change BEFORE INSERT OR UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION closed_pay_stays()"""
    yield f"""CREATE TRIGGER published_plan_no_change BEFORE UPDATE OR DELETE ON kpi_payplanversion
    FOR EACH ROW WHEN (OLD.state = 'published') {stays}"""


def guard(apps, schema_editor):
    """Set the triggers."""
    if schema_editor.connection.vendor == "postgresql":
        for statement in _postgres():
            schema_editor.execute(statement)
        return
    for name, when, say in _sqlite():
        schema_editor.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{say}'); END")


def unguard(apps, schema_editor):
    """Take them away."""
    if schema_editor.connection.vendor != "postgresql":
        for name, _when, _say in _sqlite():
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        return
    schema_editor.execute("DROP FUNCTION IF EXISTS closed_pay_stays() CASCADE")
    schema_editor.execute("DROP FUNCTION IF EXISTS settled_pay_stays() CASCADE")


class Migration(migrations.Migration):
    """Guards of closed pay."""

    dependencies = [("kpi", "0011_pay")]
    operations = [migrations.RunPython(guard, unguard)]
