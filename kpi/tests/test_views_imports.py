"""The import door in the browser: upload, preview, bind, take in, undo, map the columns."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kpi.choices import BatchState
from kpi.models import ImportBatch, Record, SavedLayout
from kpi.tests.sheets import HEAD, a_file, day_rows
from staff.models import Agent, Job
from staff.tests.factories import make_account, make_agent, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(agent):
    found = make_store("Lotus", platform="taobao")
    make_account(found, "ann", agent=agent)
    return found


@pytest.fixture
def boss(client_of, supervisor):
    return client_of(supervisor)


def content(tmp_path, rows, head=HEAD) -> bytes:
    return a_file(tmp_path, "f.csv", rows, head).read_bytes()


def upload(boss, store, *files, **said):
    found = [SimpleUploadedFile(name, data) for name, data in files]
    return boss.post(reverse("kpi:import_new"), {"upload": found, "store": store.pk, **said})


def page(boss, batch) -> str:
    answer = boss.get(reverse("kpi:import_detail", args=[batch.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def press(boss, name, batch):
    return boss.post(reverse(name, args=[batch.pk]))


def test_a_file_is_previewed_taken_in_and_undone(boss, store, tmp_path, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = upload(
            boss, store, ("w.csv", content(tmp_path, day_rows("2026-11-02", {"ann": 5, "new": 6})))
        )
    batch = ImportBatch.objects.get()
    assert answer.url == reverse("kpi:import_detail", args=[batch.pk])
    assert batch.state == BatchState.STAGED
    assert not Record.objects.exists()
    text = page(boss, batch)
    assert "Take in 1 row" in text
    assert "Who is this?" in text
    with django_capture_on_commit_callbacks(execute=True):
        press(boss, "kpi:import_commit", batch)
    assert Record.objects.count() == 1
    assert "Undo the import" in page(boss, batch)
    with django_capture_on_commit_callbacks(execute=True):
        press(boss, "kpi:import_undo", batch)
    assert not Record.objects.exists()
    assert "Undone on" in page(boss, batch)


def test_several_files_and_a_zip(boss, store, tmp_path, django_capture_on_commit_callbacks):
    one = content(tmp_path, day_rows("2026-11-02", {"ann": 5}))
    two = content(tmp_path, day_rows("2026-11-03", {"ann": 5}))
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as archive:
        archive.writestr("b.csv", two)
        archive.writestr("c.csv", content(tmp_path, day_rows("2026-11-04", {"ann": 5})))
    with django_capture_on_commit_callbacks(execute=True):
        answer = upload(boss, store, ("a.csv", one), ("z.zip", box.getvalue()))
    assert answer.url == reverse("kpi:import_list")
    names = ImportBatch.objects.order_by("pk").values_list("file_name", "state")
    assert list(names) == [("a.csv", "staged"), ("b.csv", "staged"), ("c.csv", "staged")]
    listed = boss.get(reverse("kpi:import_list")).content.decode()
    assert all(name in listed for name in ("a.csv", "b.csv", "c.csv"))


def test_a_hostile_file_is_told_at_the_field(boss, store):
    answer = upload(boss, store, ("x.xlsx", b"PK\x03\x04 not really"))
    assert answer.status_code == 422
    assert "damaged" in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_file_over_the_limit_is_413(boss, store, settings):
    settings.IMPORT_MAX_BYTES = 1000
    answer = upload(boss, store, ("x.csv", b"a,b\n" * 500))
    assert answer.status_code == 413


def test_a_name_is_bound_on_the_preview_and_its_rows_follow(
    boss, store, agent2, tmp_path, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        upload(boss, store, ("w.csv", content(tmp_path, day_rows("2026-11-02", {"Agent Two": 6}))))
    batch = ImportBatch.objects.get()
    assert f'value="{agent2.pk}" selected' in page(boss, batch)
    said = {"store": store.pk, "name": "Agent Two", "who": agent2.pk, "batch": batch.pk}
    with django_capture_on_commit_callbacks(execute=True):
        boss.post(reverse("kpi:binding_bind"), said)
    batch.refresh_from_db()
    assert (batch.counts["waiting"], batch.counts["new"]) == (0, 1)
    assert not Record.objects.exists()


def test_the_list_of_names_binds_makes_and_dismisses(
    boss, store, tmp_path, django_capture_on_commit_callbacks
):
    rows = day_rows("2026-11-02", {"one": 1, "two": 2, "robot": 3})
    with django_capture_on_commit_callbacks(execute=True):
        upload(boss, store, ("w.csv", content(tmp_path, rows)))
    batch = ImportBatch.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        press(boss, "kpi:import_commit", batch)
    text = boss.get(reverse("kpi:binding_list")).content.decode()
    assert text.index("one") < text.index("robot")
    boss.post(reverse("kpi:binding_make"), {"store": store.pk, "name": ["one", "two"]})
    assert Agent.objects.filter(employee_no__startswith="AUTO-").count() == 2
    boss.post(reverse("kpi:binding_bind"), {"store": store.pk, "name": "robot", "who": "nobody"})
    assert sorted(Record.objects.values_list("account__name", flat=True)) == ["one", "two"]
    assert "Every name is bound" in boss.get(reverse("kpi:binding_list")).content.decode()


def test_refused_rows_are_mended_and_sent_again(boss, store, tmp_path, django_capture_on_commit_callbacks):
    rows = [*day_rows("2026-11-02", {"ann": 5}), ["2026-13-02", "ann", 5, 6, 20, 30, "1.2", "=1+1"]]
    with django_capture_on_commit_callbacks(execute=True):
        upload(boss, store, ("w.csv", content(tmp_path, rows)))
    batch = ImportBatch.objects.get()
    assert "2026-13-02" in page(boss, batch)
    answer = boss.get(reverse("kpi:import_refused", args=[batch.pk]))
    data = b"".join(answer.streaming_content)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert lines[0][: len(HEAD)] == HEAD
    assert lines[1][0] == "2026-13-02"
    assert str(lines[1][7]).startswith("'")
    sheet["A2"], sheet["H2"] = "2026-11-03", "500"
    mended = io.BytesIO()
    sheet.parent.save(mended)
    with django_capture_on_commit_callbacks(execute=True):
        upload(boss, store, ("w-refused.xlsx", mended.getvalue()))
    assert ImportBatch.objects.latest("pk").counts["new"] == 1


def test_a_report_without_a_date_asks(boss, store, tmp_path, django_capture_on_commit_callbacks):
    data = content(tmp_path, [["ann", 5, 6, 20, 30, "1.2", 500]], HEAD[1:])
    with django_capture_on_commit_callbacks(execute=True):
        upload(boss, store, ("w.csv", data))
    batch = ImportBatch.objects.get()
    assert batch.state == BatchState.ASK
    assert "One answer is needed" in page(boss, batch)
    url = reverse("kpi:import_answer", args=[batch.pk])
    assert boss.post(url, {"first": "2026-11-02"}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        boss.post(url, {"date": "2026-11-02"})
    batch.refresh_from_db()
    assert (batch.state, batch.date_from) == (BatchState.STAGED, dt.date(2026, 11, 2))


def test_an_unknown_header_is_mapped_once_and_remembered(
    boss, store, tmp_path, django_capture_on_commit_callbacks
):
    head = ["Day", "Colleague", "Chats taken", "Note"]
    data = content(tmp_path, [["2026-11-02", "ann", 7, "x"], ["2026-11-03", "ann", 9, "y"]], head)
    with django_capture_on_commit_callbacks(execute=True):
        upload(boss, store, ("own.csv", data))
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.error_code) == (BatchState.ASK, "unknown_layout")
    assert reverse("kpi:layout_map", args=[batch.pk]) in page(boss, batch)
    url = reverse("kpi:layout_map", args=[batch.pk])
    assert "Chats taken" in boss.get(url).content.decode()
    said = {"name": "Own sheet", "column_0": "date", "column_1": "account", "column_2": "reception_users"}
    tried = boss.post(url, said, headers={"HX-Request": "true"}).content.decode()
    assert "2026-11-02" in tried
    assert "<html" not in tried
    with django_capture_on_commit_callbacks(execute=True):
        boss.post(url, said)
    batch.refresh_from_db()
    assert (batch.state, batch.counts["new"]) == (BatchState.STAGED, 2)
    assert SavedLayout.objects.get().name == "Own sheet"
    with django_capture_on_commit_callbacks(execute=True):
        upload(boss, store, ("again.csv", data))
    assert ImportBatch.objects.latest("pk").state == BatchState.STAGED
    assert "Own sheet" in boss.get(reverse("kpi:layout_list")).content.decode()


def test_progress_is_polled_and_a_cancel_puts_the_batch_away(boss, store, tmp_path):
    upload(boss, store, ("w.csv", content(tmp_path, day_rows("2026-11-02", {"ann": 5}))))
    batch = ImportBatch.objects.get()
    assert "hx-get" in page(boss, batch)
    assert boss.get(reverse("kpi:import_progress", args=[batch.pk])).status_code == 200
    press(boss, "kpi:import_cancel", batch)
    assert Job.objects.get().state == "cancelled"
    assert "discarded" in boss.get(reverse("kpi:import_list")).content.decode()


def test_another_parts_store_is_404_and_an_agent_gets_403(client_of, boss, agent, stranger, tmp_path):
    far = make_store("Far")
    make_account(far, "far", agent=stranger)
    batch = ImportBatch.objects.create(store=far, file="x", file_name="x.csv", sha256="0")
    assert boss.get(reverse("kpi:import_detail", args=[batch.pk])).status_code == 404
    assert press(boss, "kpi:import_commit", batch).status_code == 404
    assert upload(boss, far, ("w.csv", b"a,b\n1,2\n")).status_code in (404, 422)
    own = client_of(agent)
    assert own.get(reverse("kpi:import_list")).status_code == 403


def test_a_page_asks_the_same_number_of_queries_for_few_and_many(
    boss, store, tmp_path, django_capture_on_commit_callbacks, django_assert_max_num_queries
):
    for n in range(30):
        make_agent(f"x{n:03d}")
    rows = day_rows("2026-11-02", {f"name {n}": n + 1 for n in range(40)})
    with django_capture_on_commit_callbacks(execute=True):
        upload(boss, store, ("w.csv", content(tmp_path, rows)))
    batch = ImportBatch.objects.get()
    with django_assert_max_num_queries(20):
        page(boss, batch)
    with django_assert_max_num_queries(15):
        boss.get(reverse("kpi:import_list"))
    with django_assert_max_num_queries(15):
        boss.get(reverse("kpi:binding_list"))


def test_swapped_columns_are_asked_about_and_taken_when_said_to_be_right(
    boss, store, tmp_path, django_capture_on_commit_callbacks
):
    rows = [[f"2026-11-{n:02d}", "ann", 90 + n, 5, 20, 30, "1.2", 500] for n in range(2, 9)]
    with django_capture_on_commit_callbacks(execute=True):
        upload(boss, store, ("w.csv", content(tmp_path, rows)))
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.error_code) == (BatchState.ASK, "swapped_columns")
    assert 'name="trust"' in page(boss, batch)
    with django_capture_on_commit_callbacks(execute=True):
        boss.post(reverse("kpi:import_answer", args=[batch.pk]), {"trust": "on"})
    batch.refresh_from_db()
    assert batch.state == BatchState.STAGED
    assert Record.objects.count() == 0
