"""The access table as a text: every route of the resolver with who may call it, and each role's rights."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string
from django.utils.translation import override

from cstm import access

_WIDEST = {"": 0, "own": 1, "team": 2, "all": 3}
_WORDS = {"own": "own", "team": "part of the tree", "all": "all"}


@dataclass(frozen=True, slots=True)
class Route:
    """A URL of the resolver: its name with the namespace, its path, and the names of its parameters."""

    name: str
    path: str
    params: tuple[str, ...]


def routes() -> list[Route]:
    """Every URL that the resolver knows, in its order; a URL without a name has the name ""."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def role_rights() -> Mapping[str, Mapping[str, str]]:
    """Role to right to scope, asked of the module that the settings name."""
    found: Mapping[str, Mapping[str, str]] = import_string(settings.CSTM_ROLE_RIGHTS)
    return found


def scope_of(page: access.Page, held: Mapping[str, str], method: str = "GET") -> str:
    """The widest scope in which a role with these rights may call the page; "" for not at all."""
    asked = page.right_for(method)
    if asked in (access.PUBLIC, access.SIGNED_IN):
        return "all"
    scopes = [held.get(right, "") for right in asked.split("|")]
    return max(scopes, key=lambda scope: _WIDEST[scope])


def markdown() -> str:
    """The whole of `docs/permissions.md`."""
    with override("en"):
        return "\n".join(_lines()) + "\n"


def _walk(patterns: Iterable[URLPattern | URLResolver], prefix: str, namespace: str) -> Iterator[Route]:
    for entry in patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, path, inner)
        else:
            name = f"{namespace}{entry.name}" if entry.name else ""
            yield Route(name, path, tuple(entry.pattern.converters))


def _lines() -> Iterator[str]:
    rights = role_rights()
    roles = [str(role) for role in rights]
    yield "# Who may do what"
    yield ""
    yield "Written by `manage.py permissions_table`; a test holds it to the code. Rights by role stand in"
    yield "`staff/access.py`, the right that each URL asks for in each app's `access.py`, and the middleware"
    yield "lets nobody through to a URL that has no row. An object out of one's scope answers 404, a function"
    yield "that one's roles do not include 403."
    yield ""
    yield "## Rights by role"
    yield ""
    yield from _table(["right", *roles], _right_rows(rights, roles))
    yield ""
    yield "## Pages and API"
    yield ""
    yield "`own`: what belongs to the person; `part of the tree`: the teams that the role is granted for, and"
    yield "below; `all`: everything. `public` needs no log-in, `signed-in` any."
    yield ""
    yield from _table(["URL", "path", "methods", "right", "object", *roles], _page_rows(rights, roles))


def _right_rows(rights: Mapping[str, Mapping[str, str]], roles: list[str]) -> Iterator[list[str]]:
    names = sorted({right for held in rights.values() for right in held})
    for name in names:
        yield [f"`{name}`", *(_WORDS.get(rights[role].get(name, ""), "") for role in roles)]


def _page_rows(rights: Mapping[str, Mapping[str, str]], roles: list[str]) -> Iterator[list[str]]:
    table = access.table()
    for route in routes():
        page = table.get(route.name)
        if page is None:
            continue
        open_to_all = page.right in (access.PUBLIC, access.SIGNED_IN)
        cells = ["yes" if open_to_all else _WORDS.get(scope_of(page, rights[role]), "") for role in roles]
        path = "/" + route.path.replace("|", "\\|")
        right = page.right.replace("|", " or ") + (f"; to write {page.writes}" if page.writes else "")
        yield [f"`{route.name}`", f"`{path}`", " ".join(page.methods), right, page.scoped, *cells]


def _table(head: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
