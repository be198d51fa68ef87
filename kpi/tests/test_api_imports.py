"""The import door for machines."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from kpi.models import ImportBatch, Record
from kpi.tests.sheets import HEAD, a_file, day_rows
from staff.tests.factories import make_account, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(agent):
    found = make_store("Lotus", platform="taobao")
    make_account(found, "ann", agent=agent)
    return found


@pytest.fixture
def machine(supervisor):
    found = APIClient()
    key = Token.objects.create(user=supervisor.user).key
    found.credentials(HTTP_AUTHORIZATION=f"Token {key}")
    return found


@pytest.fixture
def send(machine, store, tmp_path, django_capture_on_commit_callbacks):
    def post(rows, head=HEAD, *, key="", **said):
        data = a_file(tmp_path, "w.csv", rows, head).read_bytes()
        body = {"file": SimpleUploadedFile("w.csv", data), "store": store.pk, **said}
        headers = {"Idempotency-Key": key} if key else {}
        with django_capture_on_commit_callbacks(execute=True):
            return machine.post(reverse("kpi-api:imports"), body, format="multipart", headers=headers)

    return post


@pytest.fixture
def press(machine, django_capture_on_commit_callbacks):
    def post(name, pk, body=None):
        with django_capture_on_commit_callbacks(execute=True):
            return machine.post(reverse(f"kpi-api:{name}", args=[pk]), body or {}, format="json")

    return post


def test_upload_look_take_in_and_undo(machine, send, press):
    rows = [*day_rows("2026-11-02", {"ann": 5, "new": 6}), ["2026-13-02", "ann", 1, 2, 3, 4, "1", 5]]
    answer = send(rows)
    assert answer.status_code == 202
    [found] = answer.json()
    one = machine.get(reverse("kpi-api:import", args=[found["id"]])).json()
    assert one["state"] == "staged"
    assert (one["counts"]["new"], one["counts"]["waiting"], one["counts"]["refused"]) == (1, 1, 1)
    assert one["unknown_names"] == ["new"]
    refused = machine.get(reverse("kpi-api:import_rows", args=[found["id"]])).json()
    assert (refused["count"], refused["results"][0]["code"]) == (1, "bad_date")
    assert press("import_commit", found["id"]).status_code == 202
    assert Record.objects.count() == 1
    again = press("import_commit", found["id"])
    assert (again.status_code, again.json()["error"]["code"]) == (400, "not_staged")
    press("import_undo", found["id"])
    assert machine.get(reverse("kpi-api:import", args=[found["id"]])).json()["state"] == "undone"
    assert not Record.objects.exists()


def test_the_same_key_uploads_once_and_another_body_is_refused(send):
    rows = day_rows("2026-11-02", {"ann": 5})
    first = send(rows, key="abc")
    assert send(rows, key="abc").json() == first.json()
    assert ImportBatch.objects.count() == 1
    assert send(day_rows("2026-11-03", {"ann": 5}), key="abc").status_code == 422
    send(rows, key="def")
    assert ImportBatch.objects.count() == 2


def test_a_question_is_answered(send, press, machine):
    [found] = send([["ann", 5, 6, 20, 30, "1.2", 500]], HEAD[1:]).json()
    one = machine.get(reverse("kpi-api:import", args=[found["id"]])).json()
    assert (one["state"], one["error_code"]) == ("ask", "no_date")
    assert press("import_answer", found["id"], {"first": "2026-11-02"}).status_code == 400
    press("import_answer", found["id"], {"date": "2026-11-02"})
    assert machine.get(reverse("kpi-api:import", args=[found["id"]])).json()["date_from"] == "2026-11-02"


def test_names_are_listed_and_bound(send, press, machine, store, agent2, django_capture_on_commit_callbacks):
    [found] = send(day_rows("2026-11-02", {"new": 6, "bot": 1})).json()
    press("import_commit", found["id"])
    names = machine.get(reverse("kpi-api:names")).json()["results"]
    assert [item["name"] for item in names] == ["bot", "new"]
    body = {"store": store.pk, "name": "new", "agent": agent2.pk}
    assert machine.post(reverse("kpi-api:names"), body, format="json").status_code == 204
    assert Record.objects.get().agent == agent2
    body = {"store": store.pk, "name": "bot", "not_a_person": True}
    assert machine.post(reverse("kpi-api:names"), body, format="json").status_code == 204
    assert machine.get(reverse("kpi-api:names")).json()["count"] == 0


def test_too_large_is_413_and_a_hostile_file_400(send, machine, store, settings):
    body = {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04 broken"), "store": store.pk}
    answer = machine.post(reverse("kpi-api:imports"), body, format="multipart")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "corrupt")
    settings.IMPORT_MAX_BYTES = 10
    assert send(day_rows("2026-11-02", {"ann": 5})).status_code == 413


def test_another_parts_store_is_404(machine, stranger):
    far = make_store("Far")
    make_account(far, "far", agent=stranger)
    batch = ImportBatch.objects.create(store=far, file="x", file_name="x.csv", sha256="0")
    assert machine.get(reverse("kpi-api:import", args=[batch.pk])).status_code == 404
    assert machine.get(reverse("kpi-api:imports")).json()["count"] == 0
