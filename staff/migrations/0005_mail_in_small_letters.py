"""Mail addresses are looked for in small letters, so they are kept so."""

from django.db import migrations

import staff.models.people


def lower(apps, schema_editor):
    """Rewrite what stands in capitals."""
    users = apps.get_model("staff", "User").objects
    for user in users.exclude(email="").only("email"):
        users.filter(pk=user.pk).update(email=user.email.lower())


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0004_notices_and_keys"),
    ]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="email",
            field=staff.models.people.SmallLetterMailField(
                blank=True, max_length=254, verbose_name="mail address"
            ),
        ),
        migrations.RunPython(lower, migrations.RunPython.noop),
    ]
