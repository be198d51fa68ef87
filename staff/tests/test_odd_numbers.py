"""Keys beyond what a table holds are refused by their field, in every list of them that the API takes."""

import json

import pytest
from django.urls import reverse

from staff.models import Desk

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [10**30, 2**40, -1])
def test_a_key_that_nothing_has_is_refused_by_its_field(client_of, supervisor, agent, number):
    client = client_of(supervisor)
    asked = [
        ("desk-list", None, {"name": "A", "stores": [number]}, "stores"),
        ("desk-list", None, {"name": "A", "certificates": [number]}, "certificates"),
        ("desk-list", None, {"name": "A", "skills": [number]}, "skills"),
        ("agent-desk", agent.pk, {"desk": number}, "desk"),
        ("agent-certificate", agent.pk, {"certificate": number, "valid_from": "2026-11-01"}, "certificate"),
        ("agent-move", agent.pk, {"team": number, "on": "2026-11-01"}, "team"),
        ("agent-list", None, {"employee_no": "X1", "name": "X", "team": number}, "team"),
    ]
    for name, pk, said, field in asked:
        url = reverse(f"staff-api:{name}", args=[pk] if pk else [])
        answer = client.post(url, json.dumps(said), content_type="application/json")
        assert answer.status_code == 400, (name, field, answer.content)
        assert field in answer.json()["error"]["fields"], (name, field)
    assert not Desk.objects.exists()
