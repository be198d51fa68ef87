"""Coming in: by name or mail, closed log-ins, reset by mail, the demo's password, sessions."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
)
from allauth.mfa.totp.internal.auth import hotp_value as hotp
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from cstm.demo import PASSWORD as DEMO_PASSWORD
from staff.checks import no_demo_log_ins
from staff.choices import STILL, AgentState
from staff.models import Agent, User
from staff.selectors.audit import audit_entries
from staff.tests.factories import make_agent

pytestmark = pytest.mark.django_db
WORD = "a long pass phrase"


@pytest.fixture
def person() -> Agent:
    found = make_agent("E77", name="Mei", login=True)
    found.user.set_password(WORD)
    found.user.save()
    return found


def sign_in(client: Client, name: str, password: str = WORD):
    cache.clear()
    return client.post("/accounts/login/", {"login": name, "password": password})


def inside(client: Client) -> bool:
    return client.get("/staff/account/").status_code == 200


@pytest.mark.parametrize("name", ["E77", "e77", "E77@example.test", "e77@EXAMPLE.test"])
def test_name_or_mail_however_it_is_written(client, person, name):
    assert sign_in(client, name).status_code == 302
    assert inside(client)
    assert audit_entries(action="account.sign_in").get().actor == person.user


def said(answer) -> str:
    """The page without what differs each time: the name that was typed, and the keys of the request."""
    return re.sub(r'(value|content|nonce)="[^"]*"', "", answer.content.decode())


def test_every_refusal_has_the_same_answer(client, person):
    closed = make_agent("E78", login=True)
    closed.user.set_password(WORD)
    closed.user.is_active = False
    closed.user.save()
    gone = make_agent("E79", login=True)
    gone.user.set_password(WORD)
    gone.user.save()
    Agent.objects.filter(pk=gone.pk).update(state=AgentState.LEFT)
    empty = make_agent("E80", login=True)
    answers = [
        sign_in(client, "E77", "another phrase"),
        sign_in(client, "nobody"),
        sign_in(client, "E78"),
        sign_in(client, "E79"),
        sign_in(client, empty.employee_no),
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({said(answer) for answer in answers}) == 1


def test_one_who_leaves_is_out_at_the_next_request(client, person):
    sign_in(client, "E77")
    assert inside(client)
    Agent.objects.filter(pk=person.pk).update(state=AgentState.LEFT)
    assert not inside(client)
    Agent.objects.filter(pk=person.pk).update(state=AgentState.ACTIVE, left_on=STILL)
    assert inside(client)


def test_the_session_gets_a_new_id_at_sign_in_and_stands_in_the_list(client, person):
    client.get("/accounts/login/")
    client.session["planted"] = True
    before = client.session.session_key
    sign_in(client, "E77")
    assert client.session.session_key not in (before, None)
    assert UserSession.objects.get(user=person.user).session_key == client.session.session_key
    other = Client()
    sign_in(other, "E77")
    assert inside(other)
    client.post("/accounts/sessions/")
    assert inside(client)
    assert not inside(other)


def test_a_new_password_ends_the_other_sessions(client, person):
    sign_in(client, "E77")
    other = Client()
    sign_in(other, "E77")
    fresh = "quite another phrase"
    client.post("/accounts/password/change/", {"oldpassword": WORD, "password1": fresh, "password2": fresh})
    assert inside(client)
    assert not inside(other)
    assert audit_entries(action="account.change_password").exists()


def test_reset_by_mail_names_our_own_site_and_opens_the_log_in(client, person, settings):
    settings.SITE_URL = "https://cstm.example.com"
    settings.ALLOWED_HOSTS = ["*"]
    answer = client.post("/accounts/password/reset/", {"email": "e77@example.test"}, HTTP_HOST="evil.example")
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.test"})
    assert (answer.status_code, answer["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(mail.outbox) == 1
    letter = mail.outbox[0]
    assert "evil.example" not in letter.body + letter.subject
    link = re.search(r"https://cstm\.example\.com(/\S+)", letter.body).group(1)
    page = client.get(link, follow=True)
    fresh = "quite another phrase"
    client.post(page.redirect_chain[-1][0], {"password1": fresh, "password2": fresh})
    assert sign_in(Client(), "E77", fresh).status_code == 302
    assert sign_in(Client(), "E77", WORD).status_code == 200


def test_a_closed_log_in_gets_no_reset_mail(client, person):
    User.objects.filter(pk=person.user.pk).update(is_active=False)
    client.post("/accounts/password/reset/", {"email": "e77@example.test"})
    assert mail.outbox == []


def test_nobody_signs_up(client):
    assert client.get("/accounts/signup/").status_code in (403, 404)


def test_the_demo_password_works_in_the_demo_alone(client, person, settings):
    person.user.set_password(DEMO_PASSWORD)
    person.user.save()
    assert sign_in(client, "E77", DEMO_PASSWORD).status_code == 200
    settings.DEMO = True
    assert sign_in(client, "E77", DEMO_PASSWORD).status_code == 302


def test_production_does_not_start_with_a_demo_log_in(settings):
    user = User.objects.create_user("admin", password=DEMO_PASSWORD)
    assert no_demo_log_ins(None) == []
    settings.PRODUCTION = True
    assert [fault.id for fault in no_demo_log_ins(None)] == ["staff.E001"]
    user.set_password(WORD)
    user.save()
    assert no_demo_log_ins(None) == []
    call_command("check", tag=["security"])


def test_a_lock_is_in_the_trail_but_not_the_word_that_was_tried(client, person):
    for _ in range(5):
        sign_in(client, "my secret phrase", "x")
        sign_in(client, "E77", "x")
    assert sign_in(client, "E77").status_code == 429
    kept = set(audit_entries(action="account.lock_out").values_list("object_repr", flat=True))
    assert kept == {"unknown name", "E77"}


def test_a_second_factor_is_asked_for_after_the_password(client, person):
    secret = generate_totp_secret()
    TOTP.activate(person.user, secret)
    answer = sign_in(client, "E77")
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert not inside(client)
    code = format_hotp_value(hotp(secret, int(time.time()) // 30))
    client.post("/accounts/2fa/authenticate/", {"code": "000000" if code != "000000" else "000001"})
    assert not inside(client)
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert inside(client)


def test_signing_out_leaves_nothing_on_a_shared_machine(client, person):
    sign_in(client, "E77")
    assert "no-store" in client.get("/staff/account/")["Cache-Control"]
    answer = client.post("/accounts/logout/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert not inside(client)
    assert not client.get("/accounts/login/").has_header("Clear-Site-Data")
    assert audit_entries(action="account.sign_out").exists()
