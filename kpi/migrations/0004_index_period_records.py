"""Records over several days are few; find them without a look at the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kpi", "0003_sample_targets")]

    operations = [
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                condition=models.Q(("last_date__gt", models.F("date"))),
                fields=["date"],
                name="record_periods",
            ),
        ),
    ]
