"""The API of demand: needs read and written, forecasts read and started, heads as the command tells them."""

import json

import pytest
from django.urls import reverse

from shifts.models import Need
from shifts.tests.demand_world import FIRST, forecast, make_world
from shifts.tests.factories import make_desk, template
from staff.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(team, agent, agent2, today):
    return make_world(team, agent, agent2)


def send(client, name: str, **body):
    return client.post(reverse(f"shifts-api:{name}"), json.dumps(body), content_type="application/json")


def test_needs_are_stored_whole_or_refused_with_the_row(client_of, supervisor, lead, world):
    client = client_of(supervisor)
    rows = [
        {"day": "2026-12-01", "template": template("D").pk, "heads": 4},
        {"day": "2026-12-01", "start": 600, "minutes": 30, "heads": 3},
    ]
    for _twice in range(2):
        answer = send(client, "needs", desk=world.desk.pk, rows=rows)
        assert (answer.status_code, answer.json()) == (200, {"written": 2, "kept": 0})
    found = client.get(
        reverse("shifts-api:needs"), {"desk": world.desk.pk, "first": "2026-12-01", "last": "2026-12-01"}
    )
    assert {(row["template"], row["start"], row["heads"]) for row in found.json()["results"]} == {
        (None, 600, 3),
        (template("D").pk, None, 4),
    }
    for odd in (
        {"day": "2026-12-02", "heads": 1},
        {"day": "2026-12-02", "start": 615, "minutes": 30, "heads": 1},
        {"day": "2026-12-02", "start": 600, "heads": -1},
        {"day": "2026-12-02", "template": 999_999, "heads": 1},
        {"day": "2026-12-40", "start": 600, "heads": 1},
    ):
        answer = send(client, "needs", desk=world.desk.pk, rows=[{**rows[1], "day": "2026-12-03"}, odd])
        assert answer.status_code == 400, odd
    assert Need.objects.count() == 2
    assert send(client_of(lead), "needs", desk=world.desk.pk, rows=rows).status_code == 403


def test_a_desk_out_of_reach_is_not_there(client_of, supervisor, stranger, world):
    hidden = make_desk("Elsewhere", stranger)
    client = client_of(supervisor)
    rows = [{"day": "2026-12-01", "start": 600, "heads": 3}]
    assert send(client, "needs", desk=hidden.pk, rows=rows).status_code == 404
    assert client.get(reverse("shifts-api:forecast"), {"desk": hidden.pk}).status_code == 404
    assert not Need.objects.exists()


def test_a_forecast_is_started_and_read(client_of, supervisor, lead, world):
    client = client_of(supervisor)
    said = {"desk": world.desk.pk, "first": "2026-12-01", "last": "2026-12-02"}
    answer = send(client, "forecast", **said)
    assert answer.status_code == 202
    assert send(client, "forecast", **said).json() == answer.json()
    assert Job.objects.count() == 1
    assert client.get(reverse("shifts-api:forecast"), {"desk": world.desk.pk}).json() == {}
    forecast(world.desk)
    read = client_of(lead).get(reverse("shifts-api:forecast"), {"desk": world.desk.pk}).json()
    assert (read["slot"], read["days"][0]["day"]) == (60, FIRST.isoformat())
    assert send(client_of(lead), "forecast", **said).status_code == 403
    wrong = send(client, "forecast", **{**said, "last": "2026-11-01"})
    assert (wrong.status_code, "ends before" in wrong.content.decode()) == (400, True)


def test_heads_are_the_commands(client_of, lead):
    client = client_of(lead)
    ask = {"volume": 100, "interval": 30, "aht": 180}
    found = client.get(reverse("shifts-api:staffing"), {**ask, "target": "0.8/20", "shrinkage": 0.3}).json()
    assert (found["agents"], found["scheduled"]) == (14, 20)
    endless = client.get(reverse("shifts-api:staffing"), {**ask, "agents": 10, "threshold": 20}).json()
    assert (endless["asa"], endless["p_wait"]) == (None, 1)
    for odd in ({"target": "many"}, {}, {"agents": 3}, {"target": "0.8/20", "volume": "nan"}):
        assert client.get(reverse("shifts-api:staffing"), {**ask, **odd}).status_code == 400, odd
