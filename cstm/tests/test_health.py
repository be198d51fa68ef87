"""Health: what is missing is named, what is well is not."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from cstm import health

_last: dt.datetime | None = None


def last_seen() -> dt.datetime | None:
    """The worker's sign of life that the test sets."""
    return _last


@pytest.fixture
def queue(settings: Settings, tmp_path: Path) -> Path:
    """A broker of files, and a worker seen just now."""
    global _last
    _last = timezone.now()
    settings.CSTM_HEARTBEAT = "cstm.tests.test_health.last_seen"
    settings.REDIS_URL = ""
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_in": str(tmp_path)}
    return tmp_path


def test_the_process_answers_without_a_database(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


def test_a_probe_may_ask_by_any_address_and_nothing_else_may(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = [".example.com"]
    assert client.get("/healthz", headers={"host": "127.0.0.1:8000"}).status_code == 200
    assert client.get("/healthz/", headers={"host": "127.0.0.1:8000"}).status_code == 400


@pytest.mark.django_db
def test_ready_when_all_answer(client: Client, queue: Path) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200, response.json()
    assert {name for name, item in response.json()["checks"].items() if item["ok"]} == {
        "database",
        "migrations",
        "broker",
        "worker",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seen", "detail"),
    [(None, "no worker has reported yet"), (dt.timedelta(minutes=5), "last seen 300 seconds ago")],
)
def test_a_silent_worker_is_not_ready(
    client: Client, queue: Path, seen: dt.timedelta | None, detail: str
) -> None:
    global _last
    _last = timezone.now() - seen if seen else None
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["worker"] == {"ok": False, "detail": detail}


@pytest.mark.django_db
def test_a_missing_queue_is_not_ready(queue: Path, settings: Settings) -> None:
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_in": str(queue / "gone")}
    assert health.report()["broker"] == {"ok": False, "detail": "the queue folder is missing"}


@pytest.mark.django_db
def test_what_breaks_a_check_is_logged_and_not_told(queue: Path, settings: Settings) -> None:
    settings.CSTM_HEARTBEAT = "cstm.tests.test_health.no_such_function"
    answer = health.report()
    assert answer["worker"] == {"ok": False, "detail": "does not answer"}
    assert "no_such_function" not in json.dumps(answer)


@pytest.mark.django_db
def test_the_settings_name_a_function_that_is_there() -> None:
    from django.conf import settings as real
    from django.utils.module_loading import import_string

    assert callable(import_string(real.CSTM_HEARTBEAT))
    assert callable(import_string(real.CSTM_RIGHTS))
