"""The walls of the house as two tables, and a reader of imports that finds what breaks them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Which apps an app may import. Arrows run down only; neighbours never import each other.
FLOORS: dict[str, set[str]] = {
    "cstm": set(),
    "staff": {"cstm"},
    "shifts": {"cstm", "staff"},
    "training": {"cstm", "staff"},
    "surveys": {"cstm", "staff"},
    "kpi": {"cstm", "staff", "shifts", "training", "surveys"},
}
PUBLIC = {"access", "choices", "models", "selectors", "services", "signals"}
GROUND_PUBLIC = {"access", "api", "errors", "htmx", "models", "portal", "weeks"}
GROUND_PUBLIC |= {"cells", "charts", "commands", "demo", "formats", "joined", "lockout", "pdf", "scratch"}
GROUND_PUBLIC |= {"spreadsheets"}

# Which rooms of its own app a room may use; a room may always use its own files.
_PURE = {"choices", "facts", "forecast", "metrics", "sketch", "rules", "staffing"}
_READ = _PURE | {"importers", "solver", "layouts", "models", "notice_kinds", "querysets"}
_DOOR = {"access", "choices", "facts", "metrics", "models", "selectors", "services", "tasks"}
ROOMS: dict[str, set[str]] = {
    "choices": set(),
    "facts": {"choices"},
    "metrics": {"choices", "facts"},
    "sketch": set(),
    "rules": {"choices", "facts", "metrics", "sketch"},
    "staffing": {"choices"},
    "forecast": {"choices", "staffing"},
    "solver": {"choices", "rules"},
    "layouts": {"choices", "facts", "rules"},
    "importers": {"choices", "facts", "layouts", "rules"},
    "querysets": {"choices"},
    "models": {"choices", "facts", "querysets"},
    "signals": set(),
    "notice_kinds": {"choices"},
    "access": {"choices", "models", "querysets", "rules"},
    "selectors": _READ | {"access"},
    "services": _READ | {"access", "selectors", "signals"},
    "forms": {"choices", "facts", "layouts", "metrics", "models", "selectors"},
    "views": _DOOR | {"forms"},
    "api": _DOOR,
    "tasks": {"selectors", "services"},
    "management": {"choices", "selectors", "services"},
    "receivers": {"services", "signals", "tasks"},
    "portal": {"access", "choices", "facts", "metrics", "selectors"},
    "adapters": {"models", "selectors", "services"},
    "admin": {"models"},
    "demo": {"choices", "facts", "models", "selectors", "services"},
    "urls": {"api", "views"},
    "checks": {"selectors"},
    "apps": {"checks", "receivers"},
}
LONGEST = 400
_FREE = {"tests", "migrations"}


@dataclass(frozen=True, slots=True)
class Import:
    """One import: the module that asks, the module asked for, and where."""

    source: str
    target: str
    place: str


def module_of(root: Path, path: Path) -> str:
    """The dotted name of a file."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def files(root: Path) -> dict[str, Path]:
    """Every Python file of the apps by its dotted name."""
    return {
        module_of(root, path): path
        for app in FLOORS
        for path in sorted((root / app).rglob("*.py"))
        if "__pycache__" not in path.parts
    }


def imports(root: Path) -> list[Import]:
    """Every import of the project's own modules, inside functions too."""
    known = files(root)
    found = []
    for name, path in known.items():
        for line, wanted in _names(path, name):
            target = _longest(wanted, known)
            if target and target != name:
                found.append(Import(name, target, f"{path.relative_to(root)}:{line}"))
    return found


def _names(path: Path, module: str) -> Iterator[tuple[int, str]]:
    """Line and dotted name of each thing imported."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in {
            "import_module",
            "__import__",
        }:
            yield from ((node.lineno, arg.value) for arg in node.args[:1] if isinstance(arg, ast.Constant))


def _longest(wanted: str, known: dict[str, Path]) -> str:
    """The module that a dotted name lies in, or nothing where it is not ours."""
    parts = str(wanted).split(".")
    if parts[0] not in FLOORS:
        return ""
    for end in range(len(parts), 1, -1):
        if ".".join(parts[:end]) in known:
            return ".".join(parts[:end])
    return ".".join(parts[:2])


def faults(root: Path) -> list[str]:
    """A sentence for each broken wall."""
    found = imports(root)
    sentences = [sentence for each in found if (sentence := _fault(each))]
    sentences += [
        f"{path.relative_to(root)}: no such room as {name.split('.')[1]}"
        for name, path in files(root).items()
        if not name.startswith("cstm") and name.count(".") and name.split(".")[1] not in {*ROOMS, *_FREE}
    ]
    sentences += [f"a circle: {' -> '.join(circle)}" for circle in circles(found)]
    for path in files(root).values():
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > LONGEST and "migrations" not in path.parts:
            sentences.append(f"{path.relative_to(root)}: {lines} lines, the wall is {LONGEST}")
    return sorted(sentences)


def _fault(each: Import) -> str:
    """What is wrong with one import, or nothing."""
    app, *inner = each.source.split(".")
    other, *deeper = each.target.split(".")
    room, wanted = (inner or [""])[0], (deeper or [""])[0]
    says = f"{each.place}: {each.source} imports {each.target}: "
    if room == "tests":
        return ""
    if wanted == "tests":
        return says + "tests are for tests"
    if room == "migrations":  # Django names a field's class by import; nothing else of the app belongs there.
        own = other == app and wanted in {"migrations", "models"}
        return "" if own else says + "a migration holds no code of the app"
    if other != app:
        if other not in FLOORS[app]:
            return says + f"{app} stands below {other} or beside it"
        if wanted not in (GROUND_PUBLIC if other == "cstm" else PUBLIC):
            return says + f"{wanted or other} is no public room"
        return ""
    if app == "cstm" or room == wanted or room not in ROOMS:
        return ""
    return "" if wanted in ROOMS[room] else says + f"{room} may not use {wanted or 'the app itself'}"


def circles(found: list[Import]) -> list[list[str]]:
    """Groups of files that import each other, by Tarjan's search."""
    graph: dict[str, set[str]] = {}
    for each in found:
        graph.setdefault(each.source, set()).add(each.target)
        graph.setdefault(each.target, set())
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    groups: list[list[str]] = []

    def visit(node: str) -> None:
        order[node] = low[node] = len(order)
        stack.append(node)
        for following in sorted(graph[node]):
            if following not in order:
                visit(following)
            if following in stack:
                low[node] = min(low[node], low[following])
        if low[node] == order[node]:
            group = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(group) > 1:
                groups.append(sorted(group))

    for node in sorted(graph):
        if node not in order:
            visit(node)
    return groups
