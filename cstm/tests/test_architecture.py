"""The walls stand: directions, rooms, circles and length, each tried with a planted fault too."""

from pathlib import Path

import pytest

from cstm.tests import walls

PROJECT = Path(__file__).resolve().parents[2]


def test_no_wall_is_broken() -> None:
    assert walls.faults(PROJECT) == []


def test_the_reader_sees_the_house() -> None:
    found = {(each.source, each.target) for each in walls.imports(PROJECT)}
    assert ("cstm.weeks", "cstm.errors") in found
    assert ("cstm.views", "cstm.health") in found, "an import inside a function counts"
    assert {name.split(".")[0] for name in walls.files(PROJECT)} == set(walls.FLOORS)


def test_foreign_keys_across_apps_leave_no_name_behind() -> None:
    from django.apps import apps

    loud = [
        f"{model.__module__}.{model.__name__}.{field.name}"
        for app in walls.FLOORS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and field.concrete
        and field.related_model is not None
        and field.related_model._meta.app_label in walls.FLOORS
        and field.related_model._meta.app_label != model._meta.app_label
        and not field.remote_field.hidden
    ]
    assert loud == []


def _house(root: Path, **contents: str) -> Path:
    """A small house that is well, with some files written over."""
    for app in walls.FLOORS:
        for room in ("models", "services", "selectors", "views", "tasks", "rules"):
            path = root / app / f"{room}.py"
            path.parent.mkdir(exist_ok=True)
            path.write_text('"""Empty."""\n', encoding="utf-8")
        (root / app / "__init__.py").touch()
    (root / "kpi" / "services.py").write_text(
        "from kpi import models, rules\nfrom staff.selectors import people\n", encoding="utf-8"
    )
    for name, text in contents.items():
        path = root / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def test_a_house_in_order_has_no_faults(tmp_path: Path) -> None:
    assert walls.faults(_house(tmp_path)) == []


@pytest.mark.parametrize(
    ("where", "text", "says"),
    [
        ("staff__services", "from kpi import selectors\n", "stands below kpi"),
        ("staff__services", "def f():\n    import kpi.models\n", "stands below kpi"),
        ("cstm__weeks", "from staff.models import Agent\n", "stands below staff"),
        ("cstm__weeks", "import_module('staff.models')\n", "stands below staff"),
        ("shifts__services", "from training.services import courses\n", "or beside it"),
        ("kpi__services", "from staff.rules import rank\n", "rules is no public room"),
        ("kpi__services", "from cstm.settings import DEBUG\n", "settings is no public room"),
        ("kpi__services", "from kpi import tasks\n", "services may not use tasks"),
        ("kpi__services", "from . import tasks\n", "services may not use tasks"),
        ("kpi__views", "from kpi import portal\n", "views may not use portal"),
        ("kpi__tasks", "from kpi.views import scores\n", "tasks may not use views"),
        ("kpi__rules", "from kpi import models\n", "rules may not use models"),
        ("kpi__cellar", "", "no such room as cellar"),
        ("kpi__migrations__0001_x", "from kpi.rules import f\n", "holds no code of the app"),
        ("kpi__services", "from kpi.tests.factories import a\n", "tests are for tests"),
        ("kpi__rules", "x = 1\n" * 401, "401 lines"),
        ("kpi__tests__test_rules", "x = 1\n" * 401, "401 lines"),
    ],
)
def test_each_planted_fault_is_found(tmp_path: Path, where: str, text: str, says: str) -> None:
    sentences = walls.faults(_house(tmp_path, **{where: text}))
    assert len(sentences) == 1, sentences
    assert says in sentences[0]


def test_a_circle_between_files_is_found(tmp_path: Path) -> None:
    house = _house(
        tmp_path,
        kpi__services__a="from kpi.services import b\n",
        kpi__services__b="def f():\n    from kpi.services.c import g\n",
        kpi__services__c="from kpi.services import a\n",
    )
    (house / "kpi" / "services.py").unlink()
    assert walls.faults(house) == ["a circle: kpi.services.a -> kpi.services.b -> kpi.services.c"]
