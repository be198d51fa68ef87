"""Every URL of the resolver × every role × own, team and other object: the status that the table promises."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cstm import access, permissions
from cstm.tests import matrix_world as world
from staff.access import RIGHTS
from staff.choices import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Thousands of refusals need no lines in the log."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# What a scope covers: a person's own things lie in the own team, and all is all.
COVERS = {"": set(), "own": {"own"}, "team": {"own", "team"}, "all": {"own", "team", "other"}}
RELATIONS = ("own", "team", "other")
REFUSED = {403, 404, 405}


@dataclass(frozen=True)
class Call:
    """One request of the matrix and what came back."""

    url: str
    method: str
    relation: str
    status: int
    expected: str

    def __str__(self) -> str:
        return f"{self.method} {self.url} ({self.relation}): {self.status}, expected {self.expected}"


def our_routes() -> list[permissions.Route]:
    """Every route, those of libraries included."""
    return permissions.routes()


def test_every_url_has_a_name_and_a_row() -> None:
    table = access.table()
    missing = [route.path for route in our_routes() if not route.name or route.name not in table]
    assert missing == []


def test_every_row_has_a_url() -> None:
    names = {route.name for route in our_routes()}
    assert sorted(set(access.table()) - names) == []


def test_every_right_of_the_table_is_held_by_some_role() -> None:
    known = {right for held in RIGHTS.values() for right in held}
    pages = access.table().values()
    asked = {right for page in pages for right in f"{page.right}|{page.writes or page.right}".split("|")}
    assert asked - known - {access.PUBLIC, access.SIGNED_IN} == set()


def test_the_document_is_current() -> None:
    call_command("permissions_table", "--check")


def pages() -> list[tuple[permissions.Route, access.Page]]:
    """Our own pages with their rows (libraries test their own)."""
    table = access.table()
    return [(r, table[r.name]) for r in our_routes() if r.name in table and r.name not in world.LIBRARIES]


def send(client: Client, method: str, url: str, form: dict[str, Any] | None = None) -> int:
    """One request, whose writes are taken back."""
    content = {"data": urlencode(form), "content_type": "application/x-www-form-urlencoded"} if form else {}
    try:
        with transaction.atomic():
            answer = client.generic(method, url, **content)
            status = answer.status_code
            # Not close(): it also ends the connection that this transaction lives in.
            for close in answer._resource_closers:
                close()
            raise _TakenBackError
    except _TakenBackError:
        return status


class _TakenBackError(Exception):
    """Rolls the request's writes back."""


def expected_of(
    page: access.Page, role: str, relation: str, method: str
) -> tuple[str, Callable[[int], bool]]:
    """What the table promises a role for an object in a relation to it."""
    asked = page.right_for(method)
    if asked not in (access.PUBLIC, access.SIGNED_IN):
        held = [RIGHTS[role][right] for right in asked.split("|") if right in RIGHTS[role]]
        if not held:
            return "403", lambda status: status == 403
        if page.scoped and not any(relation in COVERS[scope] for scope in held):
            return "404", lambda status: status == 404
    return "an answer", lambda status: status < 500 and status not in REFUSED


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_matrix(role: str, today: Any) -> None:
    scene = world.build(role)
    client = Client()
    client.force_login(scene.user)
    wrong = []
    for route, page in pages():
        # A function that the role does not hold is refused whatever the object.
        held = any(expected_of(page, role, "own", method)[0] != "403" for method in page.methods)
        for relation in RELATIONS if page.scoped and held else ("own",):
            url = reverse(route.name, kwargs=scene.kwargs(route, page, relation))
            for method in page.methods:
                expected, holds = expected_of(page, role, relation, method)
                status = send(client, method, url, scene.form(route) if method == "POST" else None)
                if not holds(status) and (route.name, role, relation) not in world.NARROWER:
                    wrong.append(Call(route.name, method, relation, status, expected))
    assert not wrong, "\n".join(str(call) for call in wrong)


def test_nobody_gets_in_without_a_log_in(today: Any) -> None:
    scene = world.build(Role.ADMIN)
    client = Client()
    wrong = []
    for route, page in pages():
        if page.right == access.PUBLIC:
            continue
        url = reverse(route.name, kwargs=scene.kwargs(route, page, "own"))
        for method in page.methods:
            status = send(client, method, url)
            if status != (401 if url.startswith("/api/") else 302):
                wrong.append(f"{method} {route.name}: {status}")
    assert wrong == []


def test_other_methods_are_refused(today: Any) -> None:
    clients = []
    for role in (Role.ADMIN, Role.SUPERVISOR, Role.HR, Role.AGENT):
        scene = world.build(role)
        client = Client()
        client.force_login(scene.user)
        clients.append((role, scene, client))
    wrong = []
    for route, page in pages():
        who = [c for c in clients if allows(page, c[0])]
        if page.right == access.PUBLIC or not who:
            continue
        _role, scene, client = who[0]
        url = reverse(route.name, kwargs=scene.kwargs(route, page, "own"))
        # More requests than the throttle lets through in the one minute at which the clock stands.
        cache.clear()
        answers = {method: send(client, method, url) for method in METHODS if method not in page.methods}
        wrong += [f"{method} {route.name}: {status}" for method, status in answers.items() if status != 405]
    assert wrong == []


def allows(page: access.Page, role: str) -> bool:
    """May the role call the page on something of its own?"""
    return all(expected_of(page, role, "own", method)[0] == "an answer" for method in page.methods)
