"""The same request twice: one piece of work, one answer."""

import datetime as dt
import io

import pytest
from django.utils import timezone

from cstm.api import error_handler
from cstm.errors import DomainError
from staff.models import IdempotencyKey, User
from staff.services import idempotency
from staff.services.idempotency import Answer, KeyBusyError, KeyReusedError

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return User.objects.create_user("mona")


@pytest.fixture
def send(user):
    calls = []

    def one(key="k1", body="a", path="/imports/", who=user, work=None):
        def count():
            calls.append(body)
            return Answer(201, {"id": len(calls)})

        values = {"key": key, "path": path, "body_hash": idempotency.digest([body])}
        return idempotency.once(user=who, work=work or count, **values)

    one.calls = calls
    return one


def test_the_second_gets_the_first_ones_answer(send):
    assert send() == send() == Answer(201, {"id": 1})
    assert send.calls == ["a"]


def test_without_a_key_and_with_another_key_or_person_the_work_is_done(send):
    send(key=""), send(key=""), send(key="k2"), send(who=User.objects.create_user("hans"), key="k2")
    assert len(send.calls) == 4


@pytest.mark.parametrize("change", [{"body": "b"}, {"path": "/others/"}])
def test_the_same_key_for_something_else_is_refused(send, change):
    send()
    with pytest.raises(KeyReusedError) as refusal:
        send(**change)
    assert error_handler(refusal.value, {}).status_code == 422


def test_while_the_first_runs_the_second_is_told_so(send):
    def work():
        with pytest.raises(KeyBusyError) as refusal:
            send()
        assert error_handler(refusal.value, {}).status_code == 409
        return Answer(200, None)

    assert send(work=work) == Answer(200, None)


def test_work_that_failed_may_be_sent_again(send):
    def fail():
        raise DomainError("no date column")

    with pytest.raises(DomainError):
        send(work=fail)
    assert send() == Answer(201, {"id": 1})


def test_a_request_whose_process_died_is_done_anew_after_a_while(send, user):
    values = {"path": "/imports/", "body_hash": idempotency.digest(["a"])}
    row = IdempotencyKey.objects.create(user=user, key="k1", **values)
    with pytest.raises(KeyBusyError):
        send()
    IdempotencyKey.objects.filter(pk=row.pk).update(created_at=timezone.now() - dt.timedelta(minutes=11))
    assert send() == Answer(201, {"id": 1})


def test_a_key_that_cannot_be_stored_is_refused(send):
    for key in ("k" * 201, "k\x00"):
        with pytest.raises(DomainError):
            send(key=key)


def test_the_fingerprint_tells_parts_apart_and_leaves_files_at_their_beginning():
    stream = io.BytesIO(b"x" * 200_000)
    first = idempotency.digest(["store", stream])
    assert stream.tell() == 0
    assert first == idempotency.digest(["store", b"x" * 200_000])
    assert idempotency.digest(["ab", "c"]) != idempotency.digest(["a", "bc"])


def test_answers_are_forgotten_after_a_day(send):
    send()
    assert idempotency.forget_old(timezone.now()) == 0
    assert idempotency.forget_old(timezone.now() + dt.timedelta(hours=25)) == 1
