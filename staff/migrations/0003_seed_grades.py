"""The career ladder as it usually is; a site may change names and months."""

from django.db import migrations

LADDER = [
    ("agent", "agent", "客服", 1, 0, None),
    ("gold", "gold agent", "金牌客服", 2, 12, 12),
    ("leader", "team leader", "组长", 3, 12, 24),
    ("supervisor", "supervisor", "客服主管", 4, 24, 36),
    ("manager", "manager", "客服经理", 5, 36, 60),
    ("director", "director", "客服总监", 6, 84, None),
]


def add(apps, schema_editor):
    """Add the steps that are not there."""
    grade = apps.get_model("staff", "Grade")
    for code, name_en, name_zh, step, least, most in LADDER:
        grade.objects.get_or_create(
            code=code,
            defaults={
                "name_en": name_en,
                "name_zh": name_zh,
                "step": step,
                "least_months": least,
                "most_months": most,
            },
        )


def remove(apps, schema_editor):
    """Take away the steps that nobody stands on."""
    grade = apps.get_model("staff", "Grade")
    grade.objects.filter(code__in=[row[0] for row in LADDER], agents__isnull=True).delete()


class Migration(migrations.Migration):
    dependencies = [("staff", "0002_audit_only_grows")]
    operations = [migrations.RunPython(add, remove)]
