"""The audit trail: what an entry holds, and that it only grows."""

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pytest
from auditlog.models import LogEntry
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from staff.models import Skill, User
from staff.selectors import audit_words
from staff.selectors.audit import audit_entries, audit_lines
from staff.services import audit

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor() -> User:
    return User.objects.create_user("mona", password="a long pass phrase")


@pytest.fixture
def guarded() -> None:
    """On SQLite the tests' own flush needs the guard against removal off; here it is on again."""
    if connection.vendor == "sqlite":
        from importlib import import_module

        migration = import_module("staff.migrations.0002_audit_only_grows")
        with connection.cursor() as cursor:
            cursor.execute(migration.SQLITE[-1])


def test_an_entry_says_who_what_about_whom_and_only_what_differs(actor):
    skill = Skill.objects.create(code="refunds", name_en="Refunds", name_zh="退款")
    audit.record(
        actor=actor, action="skill.rename", about=skill,
        before={"name_en": "Refund", "name_zh": "退款", "rate": Decimal("1.50")},
        after={"name_en": "Refunds", "name_zh": "退款", "rate": Decimal("1.60"), "on": dt.date(2026, 8, 3)},
        reason="typing error",
    )  # fmt: skip
    entry = audit_entries().get()
    assert entry.actor == actor
    assert entry.object_repr == "Refunds"
    assert entry.object_id == skill.pk
    assert entry.action == LogEntry.Action.UPDATE
    assert entry.changes == {
        "name_en": ["Refund", "Refunds"],
        "rate": ["1.50", "1.60"],
        "on": [None, "2026-08-03"],
    }
    assert entry.additional_data == {"action": "skill.rename", "actor": "mona", "reason": "typing error"}


def test_a_free_subject_no_actor_and_blotted_secrets():
    audit.record(
        actor=None,
        action="report.export",
        about="report 2026-W40",
        before={"secret": "a"},
        after={"secret": "b"},
    )
    entry = audit_entries().get()
    assert entry.actor is None
    assert entry.object_repr == "report 2026-W40"
    assert entry.object_pk == ""
    assert entry.action == LogEntry.Action.ACCESS
    assert entry.changes == {"secret": ["•••", "•••"]}


def test_filters_by_person_action_subject_and_days(actor):
    other = User.objects.create_user("hans")
    audit.record(actor=actor, action="team.rename", about="team A")
    audit.record(actor=other, action="agent.move", about="agent B")
    today = timezone.localdate()
    assert [entry.object_repr for entry in audit_entries(who="MON")] == ["team A"]
    assert [entry.object_repr for entry in audit_entries(action="agent.")] == ["agent B"]
    assert [entry.object_repr for entry in audit_entries(about="team")] == ["team A"]
    assert audit_entries(first=today, last=today).count() == 2
    assert not audit_entries(last=today - dt.timedelta(days=1)).exists()
    assert not audit_entries(first=today + dt.timedelta(days=1)).exists()


@pytest.mark.usefixtures("guarded")
def test_the_database_refuses_to_change_or_remove_an_entry(actor):
    entry = audit.record(actor=actor, action="team.rename", about="team A")
    entries = LogEntry.objects.filter(object_repr="team A")
    other = User.objects.create_user("hans")
    for deed in (
        lambda: entries.update(object_repr="team B"),
        lambda: entries.update(actor=other),
        lambda: entries.update(timestamp=timezone.now()),
        lambda: entries.delete(),
        lambda: LogEntry.objects.get(pk=entries.get().pk).save(),
    ):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            deed()
    assert entries.get().actor == actor
    assert entry.object_repr == "team A"


@pytest.mark.usefixtures("guarded")
def test_a_deleted_log_in_leaves_its_name_in_the_entry(actor):
    audit.record(actor=actor, action="team.rename", about="team A")
    actor.delete()
    entry = audit_entries().get()
    assert entry.actor is None
    assert entry.additional_data["actor"] == "mona"


def test_an_entry_goes_with_its_transaction(actor):
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record(actor=actor, action="team.rename", about="team A")
        raise RuntimeError
    assert not audit_entries().exists()


def test_codes_are_read_in_words_and_unknown_ones_spaced(db):
    entry = audit.record(
        actor=None,
        action="agent.move",
        about="Mei",
        before={"valid_to": None, "roles": ["qa", "hr"], "odd_field": True},
        after={"valid_to": dt.date(2026, 11, 1), "roles": [], "odd_field": False},
    )
    [line] = audit_lines([entry])
    assert (line.deed, line.code) == ("Person: moved", "agent.move")
    assert [(change.field, change.before, change.after) for change in line.changes] == [
        ("To", "–", "2026-11-01"),
        ("Roles", "qa, hr", "–"),
        ("odd field", "yes", "no"),
    ]
    assert audit_words.action_words("new_thing.un_done") == "new thing: un done"


def test_every_deed_of_a_service_has_words():
    pattern = re.compile(r'action="([a-z_]+)\.([a-z_]+)"')
    apps = ("staff", "shifts", "training", "surveys", "kpi")
    paths = [path for app in apps for path in Path(settings.BASE_DIR, app, "services").glob("*.py")]
    found = {pair for path in paths for pair in pattern.findall(path.read_text(encoding="utf-8"))}
    assert len(found) > 80
    assert {pair for pair in found if not audit_words.knows(*pair)} == set()
