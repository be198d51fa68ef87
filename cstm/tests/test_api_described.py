"""The description of the API says what the API answers."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator

from cstm.tests import matrix_world as world
from staff.choices import Role

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    found = SchemaGenerator().get_schema(request=None, public=True)
    assert isinstance(found, dict)
    return found


def with_null(shape: Any) -> Any:
    """OpenAPI 3.0's `nullable` in the words of JSON Schema."""
    if isinstance(shape, list):
        return [with_null(one) for one in shape]
    if not isinstance(shape, dict):
        return shape
    inner = {name: with_null(value) for name, value in shape.items() if name != "nullable"}
    return {"anyOf": [inner, {"type": "null"}]} if shape.get("nullable") else inner


def test_every_list_answers_as_it_is_described(described: dict[str, Any]) -> None:
    scene = world.build(Role.ADMIN)
    for kind in world.MAKERS:
        scene.thing(kind, "own")
    client = Client(raise_request_exception=False)
    client.force_login(scene.user)
    shapes = {"components": with_null(described["components"])}
    wrong, full = [], 0
    for path, operations in described["paths"].items():
        if "{" in path or "get" not in operations:
            continue
        answer = client.get(path)
        answers = operations["get"]["responses"]
        content = answers.get(str(answer.status_code), answers["default"]).get("content", {})
        if JSON not in content or not answer.headers["Content-Type"].startswith(JSON):
            continue
        body = answer.json()
        full += bool(body.get("results") if isinstance(body, dict) else body)
        faults = Draft202012Validator({**with_null(content[JSON]["schema"]), **shapes}).iter_errors(body)
        wrong += [f"{path} {answer.status_code}: {fault.message[:200]}" for fault in faults]
    assert not wrong, "\n".join(wrong)
    assert full > 15, "too few lists held anything to be compared"


def test_every_operation_says_how_it_refuses_and_every_page_how_it_is_asked_for(
    described: dict[str, Any],
) -> None:
    weeks = described["paths"]["/api/v1/kpi/weeks/agents/"]["get"]
    assert {one["name"] for one in weeks["parameters"]} >= {"page", "page_size", "team"}
    without = [
        path
        for path, operations in described["paths"].items()
        for operation in operations.values()
        if "default" not in operation["responses"]
    ]
    assert without == []
    client = Client()
    refusal = client.get("/api/v1/kpi/weeks/agents/")
    shape = {"$ref": "#/components/schemas/Error", "components": with_null(described["components"])}
    Draft202012Validator(shape).validate(refusal.json())
    client.force_login(world.build(Role.AGENT).user)
    hidden = client.get("/api/v1/staff/agents/0/")
    assert (hidden.status_code, hidden.json()["error"]["code"]) == (404, "not_found")
