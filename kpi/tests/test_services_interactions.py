"""Logs of interactions: the row's own id decides, sums follow, volumes go down to shifts."""

import csv
import datetime as dt

import pytest

from kpi.models import FactBucket, ImportBatch, Interaction, Record
from kpi.services import binding, interactions, undo
from kpi.tests.sheets import taken
from shifts.models import Volume
from staff.models import PlatformAccount
from staff.tests.factories import make_account, make_agent, make_store

pytestmark = pytest.mark.django_db
HEAD = ["Call Id", "Agent", "Date", "Time", "Topic", "Answered (Y/N)", "Resolved"]
HEAD += ["Speed of answer in seconds", "AvgTalkDuration", "Satisfaction rating"]


def call(number, agent, when="2026-11-02 09:10:00", *, wait=30, talk="00:02:00", rating=5, solved="Y"):
    day, clock = when.split()
    return [f"ID{number:04d}", agent, day, clock, "Admin", "Y", solved, wait, talk, rating]


def missed(number, agent, when="2026-11-02 09:20:00"):
    day, clock = when.split()
    return [f"ID{number:04d}", agent, day, clock, "Admin", "N", "N", "", "", ""]


@pytest.fixture
def store(db):
    found = make_store("Phone", platform="phone")
    for name in ("Ann", "Bob"):
        make_account(found, name, agent=make_agent(name, name=name))
    return found


@pytest.fixture
def log(tmp_path, store):
    def write(name: str, *rows, **options) -> ImportBatch:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([HEAD, *rows])
        return taken(path, store, **options)

    return write


def of(name: str, day: str = "2026-11-02") -> Record:
    return Record.objects.get(account__name=name, date=day)


def volumes() -> list[tuple[str, int, int, int]]:
    rows = Volume.objects.order_by("start")
    return [
        (
            f"{row.start.astimezone(dt.timezone(dt.timedelta(hours=8))):%d %H:%M}",
            row.offered,
            row.answered,
            row.handle_secs,
        )
        for row in rows
    ]


def test_rows_are_summed_to_the_day_and_to_half_hours(log):
    batch = log(
        "a.csv",
        call(1, "Ann"),
        call(2, "Ann", wait=0, rating=""),
        missed(3, "Ann"),
        call(4, "Bob", "2026-11-02 09:40:00"),
    )
    assert (batch.counts["new"], batch.counts["waiting"]) == (4, 0)
    ann = of("Ann")
    facts = (ann.consult_users, ann.reception_users, ann.noreply_users, ann.first_resp_secs, ann.first_resp_n)
    assert facts == (3, 2, 1, 30, 2)
    assert (ann.reception_secs, ann.sessions, ann.cases_fcr, ann.rate_recv, ann.rate_5) == (240, 2, 2, 1, 1)
    assert ann.agent.name == "Ann"
    assert sum(FactBucket.objects.filter(record=ann).values_list("n", flat=True)) == 2
    assert volumes() == [("02 09:00", 3, 2, 240), ("02 09:30", 1, 1, 120)]


def test_only_a_keyed_hash_of_the_id_is_kept(log):
    log("a.csv", call(1, "Ann"))
    row = Interaction.objects.get()
    assert len(bytes(row.row_hash)) == 16
    assert b"ID0001" not in bytes(row.row_hash)
    assert row.buyer == ""


def test_the_same_id_replaces_and_a_second_file_of_the_day_adds(log):
    log("a.csv", call(1, "Ann"), call(2, "Ann"))
    again = log("a.csv", call(1, "Ann"), call(2, "Ann"))
    assert (again.counts["new"], again.counts["changed"], again.counts["same"]) == (0, 0, 2)
    second = log("b.csv", call(2, "Ann", wait=90), call(3, "Ann"))
    assert (second.counts["new"], second.counts["changed"]) == (1, 1)
    assert (of("Ann").reception_users, of("Ann").first_resp_secs) == (3, 150)
    undo.undo(second, actor=None)
    assert (of("Ann").reception_users, of("Ann").first_resp_secs) == (2, 60)
    assert volumes() == [("02 09:00", 2, 2, 240)]


def test_undo_of_the_middle_file_closes_the_chain(log):
    one = log("1.csv", call(1, "Ann", wait=1))
    two = log("2.csv", call(1, "Ann", wait=2), call(2, "Ann", wait=2))
    three = log("3.csv", call(1, "Ann", wait=3))
    undo.undo(two, actor=None)
    assert of("Ann").first_resp_secs == 3
    undo.undo(three, actor=None)
    assert of("Ann").first_resp_secs == 1
    undo.undo(one, actor=None)
    assert not Record.objects.exists()
    assert not Volume.objects.exists()
    assert not Interaction.objects.exists()


def test_a_row_that_moves_to_another_day_leaves_the_old_one(log):
    log("a.csv", call(1, "Ann"))
    log("b.csv", call(1, "Ann", "2026-11-03 10:00:00"))
    assert list(Record.objects.values_list("date", flat=True)) == [dt.date(2026, 11, 3)]


def test_the_business_day_begins_when_the_store_says(log, store):
    store.business_day_start = dt.time(4)
    store.save()
    log("a.csv", call(1, "Ann", "2026-11-03 01:30:00"))
    assert Record.objects.get().date == dt.date(2026, 11, 2)
    assert Volume.objects.get().business_date == dt.date(2026, 11, 2)


def test_unknown_names_wait_and_are_taken_up(log, store):
    batch = log("a.csv", call(1, "Ann"), call(2, "New"), call(3, "New"))
    assert batch.counts["waiting"] == 2
    assert not PlatformAccount.objects.filter(name="New").exists()
    binding.bind(store, "New", agent=make_agent("new"), actor=None)
    assert of("New").reception_users == 2
    assert ImportBatch.objects.get().counts["waiting"] == 0
    assert volumes()[0][1] == 3


def test_pruned_rows_leave_their_sums_and_their_days_closed(log):
    first = log("a.csv", call(1, "Ann"), call(2, "Ann"))
    assert interactions.prune(before=dt.date(2026, 11, 3)) == 2
    assert of("Ann").reception_users == 2
    late = log("b.csv", call(2, "Ann"), call(3, "Ann"))
    assert (late.counts["new"], late.counts["cleared"]) == (0, 2)
    assert of("Ann").reception_users == 2
    with pytest.raises(Exception, match="cleared"):
        undo.undo(first, actor=None)


def test_people_made_for_a_log_bring_up_the_calls_that_waited_in_older_ones(log):
    old = log("a.csv", call(1, "New"), call(2, "Ann"))
    new = log("b.csv", call(3, "New"), call(4, "New", "2026-11-03 09:00:00"), create_agents=True)
    assert (new.counts["new"], new.counts["waiting"]) == (2, 0)
    old.refresh_from_db()
    assert old.counts["waiting"] == 0
    assert (of("New").consult_users, of("New", "2026-11-03").consult_users) == (2, 1)
