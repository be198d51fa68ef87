"""Log-ins that are left alone: signed out after a while, unless somebody chose to stay."""

import pytest
import time_machine
from django.urls import reverse

from staff.tests.factories import make_agent

pytestmark = pytest.mark.django_db
START = 1_764_000_000
WORD = "a long pass phrase"


@pytest.fixture
def sign_in(client):
    person = make_agent("E1", name="Mei", login=True)
    person.user.set_password(WORD)
    person.user.save()

    def enter(**more):
        return client.post(reverse("account_login"), {"login": "E1", "password": WORD, **more})

    return enter


def is_in(client, **headers) -> bool:
    return client.get(reverse("help"), headers=headers).status_code == 200


def test_half_an_hour_without_an_act_ends_the_log_in(client, sign_in):
    with time_machine.travel(START, tick=False) as clock:
        sign_in()
        assert is_in(client)
        for _n in range(3):
            clock.shift(25 * 60)
            assert is_in(client)
        clock.shift(30 * 60)
        answer = client.get(reverse("help"), follow=True)
    assert answer.redirect_chain[0][0].startswith(reverse("account_login"))
    assert "signed out because nothing was done" in answer.content.decode()


def test_what_a_page_asks_by_itself_is_no_act(client, sign_in):
    with time_machine.travel(START, tick=False) as clock:
        sign_in()
        assert is_in(client)
        clock.shift(25 * 60)
        assert is_in(client, **{"HX-Request": "true"})
        clock.shift(5 * 60)
        assert not is_in(client)


def test_a_busy_day_ends_after_twelve_hours(client, sign_in):
    with time_machine.travel(START, tick=False) as clock:
        sign_in()
        assert is_in(client)
        for _n in range(35):
            clock.shift(20 * 60)
            assert is_in(client)
        clock.shift(20 * 60)
        assert not is_in(client)


def test_whoever_stays_signed_in_is_left_alone_and_so_is_everybody_where_it_is_off(client, sign_in, settings):
    with time_machine.travel(START, tick=False) as clock:
        sign_in(remember="on")
        clock.shift(3 * 3600)
        assert is_in(client)
        client.logout()
        settings.IDLE_MINUTES = 0
        sign_in()
        clock.shift(3 * 3600)
        assert is_in(client)
