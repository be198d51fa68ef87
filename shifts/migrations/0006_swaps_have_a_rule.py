"""Whether swaps that keep all rules wait for a leader is a rule too."""

from django.db import migrations, models


def seed(apps, schema_editor):
    """Swaps wait for a leader until a house says otherwise."""
    apps.get_model("shifts", "TeamRule").objects.create(kind="swaps", params={"auto": False}, hard=True)


class Migration(migrations.Migration):
    """Adds the kind."""

    dependencies = [
        ("shifts", "0005_seed_templates_and_rules"),
    ]

    operations = [
        migrations.AlterField(
            model_name="teamrule",
            name="kind",
            field=models.CharField(
                choices=[
                    ("rest_between", "rest between shifts"),
                    ("consecutive_days", "days in a row"),
                    ("consecutive_nights", "nights in a row"),
                    ("rest_days_month", "rest days a month"),
                    ("rest_days_week", "rest days a week"),
                    ("weekly_minutes", "working time a week"),
                    ("monthly_minutes", "working time a month"),
                    ("overtime_month", "overtime a month"),
                    ("weekends", "weekends worked"),
                    ("succession", "forbidden succession"),
                    ("holidays", "public holidays"),
                    ("certificates", "certificates"),
                    ("skills", "skills"),
                    ("desks", "lines and stores"),
                    ("together", "work together"),
                    ("apart", "work apart"),
                    ("newcomers", "newcomers beside veterans"),
                    ("exemption", "no nights and no overtime"),
                    ("requests", "requests"),
                    ("leave", "leave"),
                    ("fairness", "fair shares"),
                    ("cover", "cover"),
                    ("stable", "keep what is published"),
                    ("swaps", "swaps"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
