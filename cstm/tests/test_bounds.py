"""What a request may bring, and what an address may hold."""

import io

import pytest
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from cstm.bounds import brings
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
