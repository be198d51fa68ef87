"""Logs that say when the service began keep it, so that they tell who was there from when."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kpi", "0004_index_period_records")]

    operations = [
        migrations.AddField(
            model_name="interaction",
            name="served_secs",
            field=models.IntegerField(blank=True, null=True),
        ),
    ]
