"""Taking files in: what counts as new, changed and the same, and what a second file does to the first."""

from datetime import date
from decimal import Decimal

import pytest

from cstm.weeks import Week
from kpi.choices import BatchState
from kpi.models import Benchmark, ImportBatch, Record
from kpi.selectors.import_words import row_sentence
from kpi.services import undo, weeks
from kpi.tests.sheets import HEAD, a_file, day_rows, taken
from staff.services import accounts
from staff.tests.factories import make_account, make_agent, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(db):
    found = make_store("Lotus", platform="taobao")
    for name in ("ann", "bob", "cai"):
        make_account(found, name, agent=make_agent(name, name=name.title()))
    return found


def served(**where) -> dict[str, int]:
    rows = Record.objects.filter(**where).values_list("account__name", "date", "reception_users")
    return {f"{name} {day:%d}": int(n) for name, day, n in rows}


def counts(batch: ImportBatch, *names: str) -> tuple[int, ...]:
    return tuple(batch.counts[name] for name in names or ("new", "changed", "same", "refused", "waiting"))


def test_a_file_is_taken_in_with_its_facts(store, tmp_path):
    batch = taken(a_file(tmp_path, "w.csv", day_rows("2026-11-02", {"ann": 50, "bob": 60})), store)
    assert batch.state == BatchState.COMMITTED
    assert counts(batch) == (2, 0, 0, 0, 0)
    record = Record.objects.get(account__name="ann")
    assert (record.reception_users, record.consult_users, record.agent.name) == (50, 55, "Ann")
    assert record.first_resp_secs == Decimal(20 * 50)
    assert ",first_resp_secs," in record.estimated
    assert record.sales_amt == 5000
    assert record.shown["frt_avg"] == "20"
    assert ",~" in record.holes
    assert weeks.dirty_weeks() == [Week.parse("2026-W45")]


def test_the_same_file_twice_changes_nothing(store, tmp_path):
    path = a_file(tmp_path, "w.csv", day_rows("2026-11-02", {"ann": 50, "bob": 60}))
    first = taken(path, store)
    state = list(weeks.WeekState.objects.values_list("changed", flat=True))
    again = taken(path, store)
    assert counts(again) == (0, 0, 2, 0, 0)
    assert set(Record.objects.values_list("batch_id", flat=True)) == {first.pk}
    assert list(weeks.WeekState.objects.values_list("changed", flat=True)) == state


def test_a_corrected_file_replaces_and_keeps_what_it_no_longer_has(store, tmp_path):
    first = taken(a_file(tmp_path, "a.csv", day_rows("2026-11-02", {"ann": 50, "bob": 60, "cai": 70})), store)
    second = taken(a_file(tmp_path, "b.csv", day_rows("2026-11-02", {"ann": 51, "bob": 60})), store)
    assert counts(second, "new", "changed", "same", "missing") == (0, 1, 1, 1)
    change = next(one for one in second.sample["changes"] if one["fact"] == "reception_users")
    assert change | {"now": "50", "becomes": "51", "who": "Ann"} == change
    assert served() == {"ann 02": 51, "bob 02": 60, "cai 02": 70}

    assert undo.remove_missing(second, actor=None) == 1
    assert served() == {"ann 02": 51, "bob 02": 60}
    undo.undo(second, actor=None)
    assert served() == {"ann 02": 50, "bob 02": 60, "cai 02": 70}
    assert set(Record.objects.values_list("batch_id", flat=True)) == {first.pk}


def test_undo_restores_whatever_came_later(store, tmp_path):
    one = taken(a_file(tmp_path, "1.csv", day_rows("2026-11-02", {"ann": 1, "bob": 1})), store)
    two = taken(a_file(tmp_path, "2.csv", day_rows("2026-11-02", {"ann": 2, "bob": 2, "cai": 2})), store)
    three = taken(a_file(tmp_path, "3.csv", day_rows("2026-11-02", {"ann": 3})), store)
    undo.undo(two, actor=None)
    assert served() == {"ann 02": 3, "bob 02": 1}
    assert undo.undo(two, actor=None) == []
    undo.undo(three, actor=None)
    assert served() == {"ann 02": 1, "bob 02": 1}
    undo.undo(one, actor=None)
    assert served() == {}


def test_a_row_that_a_later_file_has_too_outlives_the_first_files_undo(store, tmp_path):
    one = taken(a_file(tmp_path, "1.csv", day_rows("2026-11-02", {"ann": 1, "bob": 1})), store)
    two = taken(a_file(tmp_path, "2.csv", day_rows("2026-11-02", {"bob": 1, "cai": 1})), store)
    undo.undo(one, actor=None)
    assert served() == {"bob 02": 1, "cai 02": 1}
    undo.undo(two, actor=None)
    assert served() == {}


def test_removed_and_brought_again(store, tmp_path):
    taken(a_file(tmp_path, "1.csv", day_rows("2026-11-02", {"ann": 1, "bob": 1})), store)
    two = taken(a_file(tmp_path, "2.csv", day_rows("2026-11-02", {"ann": 2})), store)
    undo.remove_missing(two, actor=None)
    three = taken(a_file(tmp_path, "3.csv", day_rows("2026-11-02", {"bob": 9})), store)
    undo.undo(two, actor=None)
    assert served() == {"ann 02": 1, "bob 02": 9}
    undo.undo(three, actor=None)
    assert served() == {"ann 02": 1, "bob 02": 1}


def test_unknown_names_wait_and_nobody_is_made(store, tmp_path):
    batch = taken(a_file(tmp_path, "w.csv", day_rows("2026-11-02", {"ann": 5, "new": 6})), store)
    assert counts(batch) == (1, 0, 0, 0, 1)
    assert [item["name"] for item in batch.sample["names"]] == ["new"]
    assert served() == {"ann 02": 5}


def test_a_bound_name_takes_up_its_rows_from_every_file(store, tmp_path):
    taken(a_file(tmp_path, "1.csv", day_rows("2026-11-02", {"new": 6, "other": 1})), store)
    second = taken(a_file(tmp_path, "2.csv", day_rows("2026-11-02", {"new": 7})), store)
    account = accounts.ensure_account(store, "new")
    accounts.bind(account, agent=make_agent("n"), actor=None)
    assert served() == {"new 02": 7}
    assert ImportBatch.objects.get(pk=second.pk).counts["waiting"] == 0
    undo.undo(second, actor=None)
    assert served() == {"new 02": 6}


def test_an_account_that_passes_on_keeps_its_past(store, tmp_path):
    rows = day_rows("2026-11-02", {"ann": 1}) + day_rows("2026-11-05", {"ann": 2})
    taken(a_file(tmp_path, "1.csv", rows), store)
    heir = make_agent("heir", name="Heir")
    account = accounts.ensure_account(store, "ann")
    accounts.bind(account, agent=heir, valid_from=date(2026, 11, 4), actor=None)
    held = dict(Record.objects.values_list("date", "agent__name"))
    assert held == {date(2026, 11, 2): "Ann", date(2026, 11, 5): "Heir"}


def test_people_are_made_only_when_asked(store, tmp_path):
    batch = taken(a_file(tmp_path, "w.csv", day_rows("2026-11-02", {"new": 6})), store, create_agents=True)
    assert counts(batch) == (1, 0, 0, 0, 0)
    agent = Record.objects.get(account__name="new").agent
    assert (agent.name, agent.employee_no, agent.user) == ("new", "AUTO-1", None)


def test_totals_are_kept_as_benchmarks(store, tmp_path):
    rows = [*day_rows("2026-11-02", {"ann": 5}), ["合计", "", 5, 10, 20, 30, "1.2", 500]]
    batch = taken(a_file(tmp_path, "w.csv", rows), store)
    assert batch.counts["skipped"] == 1
    assert Benchmark.objects.get().values["reception_users"] == "5"
    undo.undo(batch, actor=None)
    assert not Benchmark.objects.exists()


def test_an_overlap_is_shown_with_what_decides(store, tmp_path):
    taken(a_file(tmp_path, "1.csv", day_rows("2026-11-02", {"ann": 5})), store)
    head = ["旺旺昵称", "咨询人数", "接待人数", "未回复人数", "旺旺回复率", "答问比", "旺旺分组"]
    second = taken(
        a_file(tmp_path, "2.csv", [["ann", 12, 8, 0, "100%", "1.3", "A"]], head), store, date="2026-11-02"
    )
    overlap = second.sample["overlaps"]
    assert overlap["rows"] == 1
    figure = next(one for one in overlap["figures"] if one["fact"] == "reception_users")
    assert (figure["ours"], figure["theirs"]) == ("8", "5")
    assert figure["counts"] in (second.layout, "generic_daily")
    totals = Record.objects.filter(reception_users__isnull=False).count()
    assert (Record.objects.count(), totals) == (2, 1)


def test_a_report_without_a_date_asks_and_never_takes_today(store, tmp_path):
    batch = taken(a_file(tmp_path, "w.csv", [["ann", 5, 6, 20, 30, "1.2", 500]], HEAD[1:]), store)
    assert (batch.state, batch.error_code) == (BatchState.ASK, "no_date")
    assert not Record.objects.exists()


def test_a_corrected_file_that_only_lacks_rows_can_remove_them(store, tmp_path):
    first = taken(a_file(tmp_path, "w.csv", day_rows("2026-11-02", {"ann": 50, "bob": 60})), store)
    second = taken(a_file(tmp_path, "w2.csv", day_rows("2026-11-02", {"ann": 50})), store)
    assert counts(second, "new", "changed", "same", "missing") == (0, 0, 1, 1)
    assert undo.remove_missing(second, actor=None) == 1
    assert served() == {"ann 02": 50}
    undo.undo(second, actor=None)
    assert served(batch=first) == {"ann 02": 50, "bob 02": 60}


def test_a_corrected_file_may_lack_a_whole_day(store, tmp_path):
    days = [row for n in (2, 3, 4) for row in day_rows(f"2026-11-0{n}", {"ann": 50 + n})]
    taken(a_file(tmp_path, "w.csv", days), store)
    taken(a_file(tmp_path, "other.csv", day_rows("2026-11-03", {"bob": 7})), store)
    second = taken(a_file(tmp_path, "w2.csv", [days[0], days[2]]), store)
    assert counts(second, "same", "missing") == (2, 1)
    assert [row[0] for row in second.sample["missing"]] == ["ann"]
    assert undo.remove_missing(second, actor=None) == 1
    assert served() == {"ann 02": 52, "bob 03": 7, "ann 04": 54}


def test_the_same_report_under_another_rule_lacks_nothing(store, tmp_path):
    taken(a_file(tmp_path, "付款判定_w.csv", day_rows("2026-11-02", {"ann": 50})), store)
    second = taken(a_file(tmp_path, "下单判定_w.csv", day_rows("2026-11-02", {"ann": 50})), store)
    assert counts(second, "missing") == (0,)
    assert undo.remove_missing(second, actor=None) == 0
    assert set(Record.objects.exclude(attribution="").values_list("attribution", flat=True)) == {
        "paid",
        "ordered",
    }


def test_a_name_that_no_account_can_keep_is_refused_by_its_row(store, tmp_path):
    path = a_file(tmp_path, "w.csv", day_rows("2026-11-02", {"ann": 50, "k" * 10_000: 60}))
    batch = taken(path, store, create_agents=True)
    assert (batch.state, counts(batch)) == (BatchState.COMMITTED, (1, 0, 0, 1, 0))
    [refused] = batch.rows.filter(state="refused")
    assert (refused.row, refused.code) == (3, "long_account")
    assert "160" in row_sentence(refused.code, refused.params)


def test_people_made_for_a_file_bring_up_the_rows_that_waited_in_older_ones(store, tmp_path):
    old = taken(a_file(tmp_path, "a.csv", day_rows("2026-11-02", {"ann": 5, "dee": 6, "eve": 7})), store)
    assert counts(old) == (1, 0, 0, 0, 2)
    rows = day_rows("2026-11-02", {"dee": 8}) + day_rows("2026-11-03", {"ann": 9, "dee": 9})
    new = taken(a_file(tmp_path, "b.csv", rows), store, create_agents=True)
    assert (new.state, counts(new, "new", "changed", "waiting")) == (BatchState.COMMITTED, (2, 1, 0))
    assert served() == {"ann 02": 5, "dee 02": 8, "ann 03": 9, "dee 03": 9}
    old.refresh_from_db()
    assert (counts(old, "waiting"), old.sample["names"][0]["name"]) == ((1,), "eve")
    undo.undo(new, actor=None)
    assert served() == {"ann 02": 5, "dee 02": 6}
