"""Questions that no form of ours asks: every page answers them, and none falls over."""

import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from cstm import access, permissions
from cstm.tests import matrix_world as world
from staff.choices import Role

pytestmark = pytest.mark.django_db
NAMES = """
    page page_size week team store agent agents people metric metrics set state q by period first last day who
    action about line role filter show attribution format sort ordering code batch account
"""
VALUES = ["²", "9" * 25, "2026-W54", "9999-12-31", "password", "x" * 6000]


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: ascii(value)[:20])
def test_no_page_falls_over_an_odd_question(value: str, today: Any) -> None:
    scene = world.build(Role.ADMIN)
    client = Client(raise_request_exception=False)
    client.force_login(scene.user)
    table = access.table()
    asked = "&".join(f"{name}={quote(value)}" for name in NAMES.split())
    fallen = []
    for route in permissions.routes():
        page = table[route.name]
        if route.name in world.LIBRARIES or "GET" not in page.methods:
            continue
        url = reverse(route.name, kwargs=scene.kwargs(route, page, "own"))
        answer = client.get(f"{url}?{asked}")
        for close in answer._resource_closers:
            close()
        if answer.status_code >= 500:
            fallen.append(route.name)
    assert fallen == []
