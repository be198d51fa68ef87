"""Numbers beyond what a table holds are refused with a sentence, by every door that takes them as JSON."""

import json

import pytest
from django.urls import reverse

from shifts.models import Assignment
from shifts.tests.factories import MONTH, make_roster, template

pytestmark = pytest.mark.django_db
HUGE = 10**30
DAYS = {"first": "2026-11-01", "last": "2026-11-02"}
CELL = {"agent": 1, "day": "2026-11-03", "template": "D"}


def send(client, name, said, method="post", pk=None):
    url = reverse(name, args=[pk] if pk else [])
    return getattr(client, method)(url, json.dumps(said), content_type="application/json")


@pytest.mark.parametrize(
    ("number", "words"), [(HUGE, "less than or equal to"), (2**40, "less"), (-1, "greater than or equal to")]
)
def test_the_api_names_the_field(client_of, supervisor, team, number, words):
    client, pk = client_of(supervisor), make_roster(team).pk
    cells = "shifts-api:roster_cells"
    asked = [
        (cells, "patch", pk, {"revision": 0, "cells": [{**CELL, "agent": number}]}, "agent"),
        (cells, "patch", pk, {"revision": 0, "cells": [{**CELL, "desk": number}]}, "desk"),
        (cells, "patch", pk, {"revision": number, "cells": [CELL]}, "revision"),
        ("shifts-api:roster_publish", "post", pk, {"revision": number}, "revision"),
        ("shifts-api:rules", "post", None, {"team": number, "kind": "fairness"}, "team"),
        ("shifts-api:rules", "post", None, {"team": None, "kind": "fairness", "weight": number}, "weight"),
    ]
    for name, method, key, said, field in asked:
        answer = send(client, name, said, method, key)
        body = answer.content.decode()
        assert answer.status_code == 400, (name, field, body)
        assert words in body, (name, field, body)
        assert f'"{field}"' in body
    for name, field in (("shifts-api:volumes", "store"), ("shifts-api:needs", "desk")):
        assert client.get(reverse(name), {**DAYS, field: number}).status_code == 400, name
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("number", [HUGE, -HUGE, -1])
def test_the_grid_says_so_too(client_of, supervisor, team, agent, number):
    client, roster = client_of(supervisor), make_roster(team)
    day, letter = MONTH.isoformat(), template("D").pk
    for cell in ([number, day, letter], [agent.pk, day, letter, number], [agent.pk, day, number]):
        answer = send(client, "shifts:roster_edit", {"revision": 0, "cells": [cell]}, pk=roster.pk)
        assert answer.status_code == 400, cell
        assert len(answer.json()["message"]) > 10
    pinned = {"revision": 0, "cells": [[number, day]], "pinned": True}
    assert send(client, "shifts:roster_pin", pinned, pk=roster.pk).status_code == 400
    form = {"agent": number, "day": day, "template": letter, "revision": 0}
    assert client.post(reverse("shifts:roster_edit", args=[roster.pk]), form).status_code == 302
    assert not Assignment.objects.exists()
