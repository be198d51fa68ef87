"""Schemes are written as drafts, published from a month on, and then hold still: services and database."""

import datetime as dt
from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from django.db import DatabaseError, connection, transaction

from cstm.errors import DomainError
from kpi.models import Scheme, SchemeLine, SchemeVersion
from kpi.rules.scheme_samples import SAMPLES
from kpi.services.schemes import versions
from kpi.services.schemes.versions import Names
from kpi.tests.factories_schemes import CSAT, FIRST, RED, a_draft, a_line, a_published

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)
NOVEMBER, DECEMBER = dt.date(2026, 11, 1), dt.date(2026, 12, 1)


def publish(version, since=NOVEMBER):
    return versions.publish(version, valid_from=since, today=TODAY, actor=None)


def refused(code):
    return pytest.raises(DomainError, check=lambda error: error.code == code)


@pytest.mark.parametrize("code", list(SAMPLES))
def test_each_ready_made_scheme_can_be_begun_and_published(code):
    sample = SAMPLES[code]
    draft = versions.create_scheme(
        Names(sample.en, sample.zh), role=sample.role, line=sample.line, grade=None, sample=code, actor=None
    )
    assert draft.sample == code
    assert publish(draft).is_published
    assert draft.lines.count() == len(sample.lines)


def test_changed_figures_are_no_sample_any_more_and_described_ones_are():
    draft = versions.create_scheme(
        Names("A", "甲"), role="agent", line="", grade=None, sample="mixed", actor=None
    )
    versions.describe(draft, note="As it is", attribution="", actor=None)
    draft.refresh_from_db()
    assert (draft.sample, draft.note) == ("mixed", "As it is")
    rows = versions.lines_of(draft)
    versions.set_line(draft, 0, {**rows[0], "weight": Decimal(14)}, actor=None)
    draft.refresh_from_db()
    assert draft.sample == ""


def test_the_same_people_have_one_scheme():
    versions.create_scheme(Names("A", "甲"), role="agent", line="", grade=None, actor=None)
    with refused("scheme_exists"):
        versions.create_scheme(Names("B", "乙"), role="agent", line="", grade=None, actor=None)
    with refused("no_line"):
        versions.create_scheme(Names("B", "乙"), role="leader", line="both", grade=None, actor=None)
    with refused("no_name"):
        versions.create_scheme(Names("B", " "), role="leader", line="", grade=None, actor=None)


def test_a_new_version_ends_the_one_before_on_the_day_before():
    first = a_published(FIRST, CSAT)
    second = publish(versions.begin_draft(first.scheme, source=first, actor=None), DECEMBER)
    first.refresh_from_db()
    assert (first.valid_to, second.valid_from) == (dt.date(2026, 11, 30), DECEMBER)
    assert LogEntry.objects.filter(additional_data__action="scheme.publish").count() == 1


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (dt.date(2026, 9, 1), "newer version begins"),
        (dt.date(2026, 10, 1), "month is over"),
        (dt.date(2026, 11, 2), "first day of a month"),
    ],
)
def test_what_was_judged_stays_judged(since, words):
    first = a_published(FIRST, CSAT)
    draft = versions.begin_draft(first.scheme, source=first, actor=None)
    with pytest.raises(DomainError, match=words):
        publish(draft, since)


def test_nothing_is_published_whose_weights_do_not_add_up():
    with pytest.raises(DomainError, match="add up to 60"):
        publish(a_draft(FIRST))


def test_a_published_version_is_refused_by_every_service():
    version = a_published(FIRST, CSAT)
    for change in (
        lambda: versions.write_lines(version, [FIRST], actor=None),
        lambda: publish(version),
        lambda: versions.remove_draft(version, actor=None),
        lambda: versions.describe(version, note="x", attribution="", actor=None),
    ):
        with refused("published"):
            change()


def test_a_draft_is_thrown_away_with_its_scheme():
    draft = a_draft(FIRST)
    versions.remove_draft(draft, actor=None)
    assert not Scheme.objects.exists()
    kept = a_published(FIRST, CSAT)
    versions.remove_draft(versions.begin_draft(kept.scheme, actor=None), actor=None)
    assert SchemeVersion.objects.get() == kept


@pytest.mark.parametrize(
    "line",
    [
        a_line("nothing", 10, worst=1, best=2),
        a_line("silent_sales", 10, worst=1, best=2),
        a_line("csat", 10, worst=1, best="0.5"),
        {**CSAT, "shape": "steps", "steps": []},
    ],
)
def test_a_line_that_cannot_be_names_its_place(line):
    with pytest.raises(DomainError, match="Line 2"):
        versions.write_lines(a_draft(FIRST), [FIRST, line], actor=None)


# --- the database itself -------------------------------------------------------------------------


def broken(statement, *params):
    """The database refuses this."""
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


def test_the_database_refuses_to_change_a_published_version():
    version = a_published(FIRST, CSAT)
    pk, line = version.pk, version.lines.first().pk
    for column, value in (
        ("number", 9),
        ("note", "'x'"),
        ("attribution", "'x'"),
        ("state", "'draft'"),
        ("valid_from", "'2026-10-01'"),
        ("scheme_id", version.scheme_id),
    ):
        broken(f"UPDATE kpi_schemeversion SET {column} = {value} WHERE id = %s", pk)
    broken("UPDATE kpi_schemeline SET weight = 1 WHERE id = %s", line)
    broken("UPDATE kpi_scheme SET role = 'leader' WHERE id = %s", version.scheme_id)
    with pytest.raises(DatabaseError), transaction.atomic():
        SchemeLine.objects.create(version=version, position=9, **RED)


# On SQLite tests that commit are cleaned up by DELETE, so this guard is taken away for them there.
@pytest.mark.postgres
def test_the_database_refuses_to_remove_a_published_version_or_its_lines():
    version = a_published(FIRST, CSAT)
    broken("DELETE FROM kpi_schemeline WHERE version_id = %s", version.pk)
    broken("DELETE FROM kpi_schemeversion WHERE id = %s", version.pk)


def test_its_last_day_only_comes_earlier():
    version = a_published(FIRST, CSAT)
    SchemeVersion.objects.filter(pk=version.pk).update(valid_to=dt.date(2026, 10, 31))
    broken("UPDATE kpi_schemeversion SET valid_to = '2026-11-30' WHERE id = %s", version.pk)


def test_the_database_refuses_weights_that_do_not_add_up_and_dates_that_overlap():
    draft = a_draft(FIRST)
    when = "published_at = CURRENT_TIMESTAMP, valid_from = '2026-11-01'"
    broken(f"UPDATE kpi_schemeversion SET state = 'published', {when} WHERE id = %s", draft.pk)
    held = a_published(FIRST, CSAT)
    second = versions.begin_draft(held.scheme, source=held, actor=None)
    broken(f"UPDATE kpi_schemeversion SET state = 'published', {when} WHERE id = %s", second.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        SchemeVersion.objects.create(
            scheme=held.scheme,
            number=9,
            state="published",
            valid_from=dt.date(2027, 1, 1),
            published_at=held.published_at,
        )
