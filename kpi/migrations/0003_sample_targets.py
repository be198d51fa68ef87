"""Targets to begin with: rules of thumb of the field, marked as samples until the shop sets its own."""

import datetime as dt
from decimal import Decimal

from django.db import migrations

SINCE_EVER = dt.date(1, 1, 1)
VALUES = {
    "effective_rate": "0.85",
    "noreply_users": "0",
    "reply_rate": "0.98",
    "frt_avg": "35",
    "art": "35",
    "resp_30s_rate": "0.85",
    "resp_3min_rate": "0.98",
    "slow_share": "0.10",
    "inq_conv": "0.45",
    "target_rate": "1",
    "csat": "0.94",
    "fcr": "0.70",
    "case_sla": "0.95",
    "adherence": "0.90",
    "attendance": "1",
    "qa_score": "0.85",
    "redline_n": "0",
    "praise_cover": "1",
}
BANDS = {
    "qa_ratio": ("1.2", "1.6"),
    "conformance": ("0.95", "1.05"),
    "occupancy": ("0.75", "0.85"),
    "shrinkage": ("0.25", "0.35"),
}


def add_samples(apps, schema_editor):
    """Add those that nobody has set."""
    targets = apps.get_model("kpi", "Target").objects
    common = {"valid_from": SINCE_EVER, "is_sample": True, "team": None}
    for metric, value in VALUES.items():
        targets.get_or_create(
            metric=metric, team=None, valid_from=SINCE_EVER, defaults={**common, "value": Decimal(value)}
        )
    for metric, (low, high) in BANDS.items():
        targets.get_or_create(
            metric=metric,
            team=None,
            valid_from=SINCE_EVER,
            defaults={**common, "low": Decimal(low), "high": Decimal(high)},
        )


def remove_samples(apps, schema_editor):
    """Take away those that are still samples."""
    apps.get_model("kpi", "Target").objects.filter(is_sample=True, valid_from=SINCE_EVER).delete()


class Migration(migrations.Migration):
    dependencies = [("kpi", "0002_first_tables"), ("staff", "0001_first_tables")]

    operations = [migrations.RunPython(add_samples, remove_samples)]
