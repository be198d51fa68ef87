"""Every figure of the reference tables that has a metric, out of the generated twins and the real logs."""

import csv
import datetime as dt
import math
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from kpi.models import ImportBatch
from kpi.tests.sheets import taken
from shifts.models import Volume
from staff.tests.factories import make_store

pytestmark = pytest.mark.django_db
SCRIPTS = Path(__file__).parent / "data"
MEAN, SKETCH = 1e-6, 0.02
PHONE = {
    "consult_users": "offered",
    "reception_users": "answered",
    "noreply_users": "abandoned",
    "reply_rate": "answer_rate",
    "fcr": "resolved_rate_of_answered",
    "frt_avg": "asa_mean",
    "frt_p50": "asa_median",
    "frt_p90": "asa_p90",
    "aht": "talk_mean_s",
    "csat_score": "sat_mean",
    "csat_score__n": "sat_n",
    "csat": "sat_ge4_rate",
    "bad_rating_rate": "sat_le2_rate",
}
SHOP = {
    "reception_users": "n",
    "csat_score": "csat_mean",
    "csat_score__n": "n",
    "csat": "csat_ge4_rate",
    "bad_rating_rate": "csat_le2_rate",
    "frt_avg": "resp_mean_min",
    "frt_avg__n": "resp_n",
    "frt_p50": "resp_median_min",
    "frt_p90": "resp_p90_min",
}
BANK = {
    "consult_users": "offered",
    "reception_users": "answered",
    "noreply_users": "abandoned",
    "reply_rate": "answer_rate",
    "frt_avg": "wait_mean_answered",
    "frt_p90": "wait_p90_answered",
    "aht": "aht_mean",
}
MINUTES = {"resp_mean_min", "resp_median_min", "resp_p90_min"}
REAL = {"phonenow": "pwc_phonenow_calls", "shopzilla": "shopzilla_csat_dev", "bank": "anonymous_bank_dev"}


@pytest.fixture(params=["twin", pytest.param("real", marks=pytest.mark.reference)])
def folder_of(request, tmp_path):
    """The folder of a set: its generated twin, or the real one where it lies."""

    def find(name: str) -> Path:
        if request.param == "real":
            return request.getfixturevalue("reference_data") / "real" / REAL[name]
        target = tmp_path / name
        subprocess.run([sys.executable, SCRIPTS / f"{name}.py", target], check=True, timeout=60)
        return target

    return find


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def exported(tmp_path: Path, by: str, period: str, first: str, last: str, metrics) -> list[dict[str, str]]:
    codes = ",".join(dict.fromkeys(name.removesuffix("__n") for name in metrics))
    target = tmp_path / f"{by}-{period}.csv"
    arguments = ["--from", first, "--to", last, "--by", by, "--period", period, "--metrics", codes]
    call_command("export_kpi", *arguments, "--format", "csv", "--output", target)
    return table(target)


def compare(rows, reference, key, known, names, scale=1.0) -> int:
    """Each line of the reference against its line of the export; returns how many figures were compared."""
    found = {tuple(row[name] for name in key): row for row in rows}
    figures = 0
    for line in reference:
        place = tuple(line[name] for name in known)
        row = found[place]
        for code, column in names.items():
            if column not in line:
                continue
            want, got = line[column], row[code]
            if want == "":
                assert got == "", (place, code, got)
                continue
            right = float(want) * (scale if column in MINUTES else 1)
            tolerance = SKETCH * abs(right) if code in ("frt_p50", "frt_p90") else MEAN * max(1, scale)
            assert got != "", (place, code, want)
            assert math.isclose(float(got), right, rel_tol=1e-12, abs_tol=tolerance + 1e-9), (
                place,
                code,
                got,
                right,
            )
            figures += 1
    return figures


def take(path: Path, store: str) -> ImportBatch:
    batch = taken(path, make_store(store, platform="phone"), create_agents=True, by_command=True)
    assert (batch.state, batch.counts["refused"], batch.counts["waiting"]) == ("committed", 0, 0), batch.error
    return batch


def half_hours() -> dict[tuple[str, str], Volume]:
    zone = timezone.get_default_timezone()
    return {
        (f"{row.start.astimezone(zone):%Y-%m-%d}", f"{row.start.astimezone(zone):%H:%M}"): row
        for row in Volume.objects.all()
    }


def test_phonenow(folder_of, tmp_path, django_assert_max_num_queries):
    folder = folder_of("phonenow")
    take(folder / "calls.csv", "Phone")
    call_command("rollup", "--all")
    first, last = "2020-W53", "2021-W13"
    weeks = exported(tmp_path, "agent", "week", first, last, PHONE)
    reference = table(folder / "reference" / "by_agent_isoweek.csv")
    assert len(weeks) == len(reference)
    known = ("Agent", "iso_week")
    assert compare(weeks, reference, ("agent", "period"), known, PHONE) > len(reference) * 8
    months = exported(tmp_path, "agent", "month", "2021-01", "2021-03", PHONE)
    compare(
        months,
        table(folder / "reference" / "by_agent_month.csv"),
        ("agent", "period"),
        ("Agent", "month"),
        PHONE,
    )
    stores = exported(tmp_path, "store", "week", first, last, PHONE)
    compare(stores, table(folder / "reference" / "by_isoweek.csv"), ("period",), ("iso_week",), PHONE)
    found = half_hours()
    lines = table(folder / "reference" / "by_date_half_hour.csv")
    assert len(found) == len(lines)
    for line in lines:
        row = found[line["Date"], line["half_hour"]]
        want = tuple(int(float(line[name])) for name in ("offered", "answered", "talk_total_s"))
        assert (row.offered, row.answered, row.handle_secs) == want


def test_phonenow_as_a_workbook_reads_its_first_sheet_alone(folder_of, tmp_path):
    folder = folder_of("phonenow")
    batch = take(next(folder.glob("*.xlsx")), "Phone")
    assert (batch.understood["sheet"], batch.understood["other_sheets"]) == ("Sheet1", ["Clean2"])
    call_command("rollup", "--all")
    weeks = exported(tmp_path, "agent", "week", "2020-W53", "2021-W13", PHONE)
    reference = table(folder / "reference" / "by_agent_isoweek.csv")
    compare(weeks, reference, ("agent", "period"), ("Agent", "iso_week"), PHONE)


def test_shopzilla(folder_of, tmp_path):
    folder = folder_of("shopzilla")
    take(folder / "tickets.csv", "Tickets")
    call_command("rollup", "--all")
    out = folder / "reference"
    week = ("2023-W31", "2023-W31")
    weeks = exported(tmp_path, "agent", "week", *week, SHOP)
    reference = table(out / "by_agent_isoweek.csv")
    assert (
        compare(weeks, reference, ("agent", "period"), ("Agent_name", "iso_week"), SHOP, 60)
        > len(reference) * 8
    )
    days = exported(tmp_path, "agent", "day", *week, SHOP)
    compare(days, table(out / "by_agent_day.csv"), ("agent", "period"), ("Agent_name", "date"), SHOP, 60)
    teams = exported(tmp_path, "team", "week", *week, SHOP)
    compare(teams, table(out / "by_supervisor.csv"), ("team",), ("Supervisor",), SHOP, 60)
    hours: dict[tuple[str, str], int] = {}
    for (day, clock), row in half_hours().items():
        place = (day, str(int(clock[:2])))
        hours[place] = hours.get(place, 0) + (row.offered or 0)
    lines = table(out / "reported_by_date_hour.csv")
    assert hours == {(line["report_date"], line["hour"]): int(float(line["reported"])) for line in lines}


def test_bank(folder_of, tmp_path):
    folder = folder_of("bank")
    batch = take(folder / "calls.tsv", "Bank")
    assert batch.counts["skipped"] > 0
    call_command("rollup", "--all")
    out = folder / "reference"
    weeks = [row for row in exported(tmp_path, "agent", "week", "1999-W05", "1999-W06", BANK) if row["agent"]]
    reference = table(out / "by_server_isoweek.csv")
    assert len(weeks) == len(reference)
    # What nobody took stands with the store: a server's own rows know no call that was given up.
    own = {code: column for code, column in BANK.items() if code not in ("noreply_users", "reply_rate")}
    assert compare(weeks, reference, ("agent", "period"), ("server", "iso_week"), own) > len(reference) * 4
    stores = exported(tmp_path, "store", "week", "1999-W05", "1999-W06", BANK)
    compare(stores, table(out / "by_isoweek.csv"), ("period",), ("iso_week",), BANK)
    days = exported(tmp_path, "store", "day", "1999-W05", "1999-W06", BANK)
    compare(days, table(out / "by_day.csv"), ("period",), ("day",), BANK)
    found = half_hours()
    lines = table(out / "by_day_half_hour.csv")
    assert len(found) == len(lines)
    for line in lines:
        row = found[line["day"], line["half_hour"]]
        want = tuple(int(float(line[name])) for name in ("offered", "answered", "service_total_s"))
        assert (row.offered, row.answered, row.handle_secs) == want
    assert {row.business_date for row in found.values()} <= {
        dt.date(1999, 2, 1) + dt.timedelta(days=n) for n in range(14)
    }
