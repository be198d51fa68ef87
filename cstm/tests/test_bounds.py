"""What a request may bring, and what an address may hold."""

import io
import json

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from cstm.bounds import BoundsMiddleware, brings, fault
from cstm.caches import MayBeGone
from cstm.formats import asked_number


class Untouched(io.BytesIO):
    """A body that tells whether somebody read it."""

    touched = False

    def read(self, *args: object) -> bytes:
        self.touched = True
        return b""

    readline = read  # type: ignore[assignment]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "kind"), [("/kpi/imports/new/", "text/html"), ("/api/v1/kpi/imports/", "json")]
)
def test_a_body_that_is_too_long_is_refused_unread(path: str, kind: str, settings: Settings) -> None:
    body = Untouched()
    answer = Client(enforce_csrf_checks=True).generic(
        "POST",
        path,
        **{  # type: ignore[arg-type]
            "CONTENT_LENGTH": str(settings.REQUEST_MAX_BYTES + 1),
            "CONTENT_TYPE": "multipart/form-data; boundary=x",
            "wsgi.input": body,
        },
    )
    assert (answer.status_code, body.touched) == (413, False)
    assert kind in answer["Content-Type"]
    assert "script-src" in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_an_address_with_nul_is_no_question() -> None:
    client = Client()
    assert client.get("/accounts/login/?next=%00").status_code == 400
    assert client.get("/accounts/login/?next=%2500").status_code == 200


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("17", 17),
        ("0", 0),
        ("", None),
        ("²", None),
        ("٣", None),
        ("-1", None),
        ("1" * 19, None),
        ("1e3", None),
    ],
)
def test_a_key_out_of_an_address(text: str, number: int | None) -> None:
    assert asked_number(text) == number


def test_no_length_and_nonsense_bring_nothing() -> None:
    request = RequestFactory().post("/")
    request.META["CONTENT_LENGTH"] = "many"
    assert brings(request) == 0


def test_a_busy_database_is_no_fault_of_the_page() -> None:
    door = BoundsMiddleware(lambda _request: HttpResponse())
    answer = door.process_exception(RequestFactory().get("/api/v1/staff/me/"), OperationalError("locked"))
    assert answer is not None
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert door.process_exception(RequestFactory().get("/"), ValueError("x")) is None


@pytest.mark.django_db
def test_a_program_is_told_in_its_own_shape_that_nothing_is_there_or_that_we_failed() -> None:
    client = Client()
    answer = client.get("/api/v1/kpi/nowhere/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
    page = client.get("/nowhere/")
    assert (page.status_code, page.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    broken = fault(RequestFactory().get("/api/v1/kpi/imports/"))
    assert (broken.status_code, json.loads(broken.content)["error"]["code"]) == (500, "fault")
    assert fault(RequestFactory().get("/kpi/")).headers["Content-Type"].startswith("text/html")


def test_a_cache_that_is_gone_holds_nothing() -> None:
    cache = MayBeGone("redis://127.0.0.1:1/0", {})
    cache.set("a", 1)
    assert (cache.get("a"), cache.get("a", 2), cache.add("a", 1)) == (None, 2, True)
    assert (cache.get_many(["a"]), cache.delete("a")) == ({}, False)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/api/v1/staff/me/", "/no/such/page/"])
def test_a_database_that_is_gone_while_the_session_is_read_says_when_to_come_back(client, settings, path):
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    client.raise_request_exception = False

    def gone(*_what):
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(gone):
        answer = client.get(path)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "did not answer in time" in answer.content.decode()
