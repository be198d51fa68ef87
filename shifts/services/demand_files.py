"""Sheets of needs and of volumes, and volumes typed by hand: taken in whole or not at all."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from cstm.spreadsheets import Limits, open_table
from shifts.importers import demand_sheet
from shifts.importers.demand_sheet import Sheet
from shifts.importers.roster_sheet import plain
from shifts.models import Volume
from shifts.rules.spans import moment
from shifts.selectors.desk_forecast import TYPED_SOURCE
from shifts.selectors.needs import SHEET, asked_templates
from shifts.selectors.volumes import VolumeRow, volumes
from shifts.services import needs
from shifts.services import volumes as volume_service
from shifts.services.needs import MOST_HEADS, Interval
from staff.models import Desk, Store, User
from staff.services import audit

MOST_CONTACTS = 1_000_000


def read_needs(path: Path) -> Sheet:
    """What a sheet of needs says. Raises FileRefused for what is no table."""
    words: dict[str, int] = {}
    for each in asked_templates():
        for text in (each.code_en, each.code_zh, each.name_en, each.name_zh, f"{each.name_zh}班"):
            words.setdefault(plain(text), each.pk)
    return _read(path, words, MOST_HEADS, hours_only=False)


def read_volumes(path: Path) -> Sheet:
    """What a sheet of volumes by hour says. Raises FileRefused for what is no table."""
    return _read(path, {}, MOST_CONTACTS, hours_only=True)


def _read(path: Path, words: Mapping[str, int], most: int, *, hours_only: bool) -> Sheet:
    limits = Limits(max_bytes=settings.IMPORT_MAX_BYTES, max_rows=1000, max_columns=60)
    with open_table(path, limits=limits) as book:
        rows = ((row.number, row.cells) for row in book.rows())
        return demand_sheet.read(rows, templates=words, most=most, hours_only=hours_only)


@transaction.atomic
def take_needs(desk: Desk, sheet: Sheet, *, actor: User | None) -> int:
    """Write what a clean sheet of needs says; returns how many. Raises DomainError for a refused one."""
    _clean(sheet)
    if sheet.by_weekday:
        # What the sheet leaves out stands as it is, also the figures of shifts that are out of use by now.
        needs.set_pattern(desk, sheet.by_weekday, actor=actor)
    if sheet.by_template:
        needs.write_templates(desk, sheet.by_template, basis=SHEET, actor=actor)
    rows = [
        Interval(day, minute, sheet.step, heads, {"from": SHEET})
        for (day, minute), heads in sorted(sheet.by_minute.items())
    ]
    needs.write_intervals(desk, rows, replace_typed=True, actor=actor, action="need.import")
    return sheet.figures


@transaction.atomic
def take_volumes(store: Store, sheet: Sheet, *, actor: User | None) -> int:
    """Write what a clean sheet of volumes says; returns how many figures. Raises DomainError."""
    _clean(sheet)
    if sheet.step != 60:
        raise DomainError(
            _("Volumes are taken by whole hours here. Give columns such as 09:00."), code="step"
        )
    by_day: dict[dt.date, dict[int, int | None]] = {}
    for (day, minute), number in sheet.by_minute.items():
        if minute >= 1440:
            raise DomainError(_("Hours of volumes go from 00:00 to 23:00."), code="hour")
        by_day.setdefault(day, {})[minute // 60] = number
    for day, hours in by_day.items():
        standing = typed_hours(store, day)
        type_volumes(store, day, {**standing, **hours}, actor=actor)
    return sheet.figures


def typed_hours(store: Store, day: dt.date) -> dict[int, int | None]:
    """What somebody typed for a date, by hour of the clock."""
    rows = volumes(store.pk, day - dt.timedelta(days=1), day, source=TYPED_SOURCE)
    found: dict[int, int | None] = {}
    for row in rows:
        local = row.start.astimezone(timezone.get_default_timezone())
        if local.date() == day:
            found[local.hour] = row.offered
    return found


@transaction.atomic
def type_volumes(store: Store, day: dt.date, hours: Mapping[int, int | None], *, actor: User | None) -> int:
    """Give a calendar date of a store these contacts by hour; an hour left out is unknown. Returns how many.

    Hours before the store's business day begins belong to the business date before.
    """
    zone = timezone.get_default_timezone()
    begin = store.business_day_start.hour
    rows: dict[dt.date, list[VolumeRow]] = {day: [], day - dt.timedelta(days=1): []}
    for hour, number in sorted(hours.items()):
        if number is None:
            continue
        if not 0 <= number <= MOST_CONTACTS:
            raise DomainError(
                _("Contacts of an hour must be a whole number from 0 to 1,000,000."), code="number"
            )
        business = day if hour >= begin else day - dt.timedelta(days=1)
        rows[business].append(VolumeRow(moment(day, hour * 60, zone), business, 60, number))
    starts = [moment(day, hour * 60, zone) for hour in range(24)]
    Volume.objects.filter(store=store, source=TYPED_SOURCE, start__in=starts).delete()
    written = [row for each in rows.values() for row in each]
    volume_service.record(written, store_id=store.pk, source=TYPED_SOURCE)
    total = sum(row.offered or 0 for row in written)
    audit.record(actor=actor, action="volume.set", about=store, after={"day": day, "contacts": total})
    return len(written)


def _clean(sheet: Sheet) -> None:
    """Nothing is written while a cell is refused."""
    if sheet.refused:
        raise DomainError(_("Nothing was stored. Set the cells right that are named, and read it again."))
    if not sheet.figures:
        raise DomainError(_("The sheet holds no figure."))
