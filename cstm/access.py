"""Who may open what: verdicts, and the one table of pages that code and tests both read.

Each app registers a row for each of its URL names in its own `access.py`; the middleware lets nobody
through to a URL that has no row. Rights are words such as `scores.view`; which role holds which right
is data in `staff`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

PUBLIC = "public"
SIGNED_IN = "signed-in"
_READING = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Verdict:
    """May this be done, and if not, the sentence that says why."""

    ok: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.ok


ALLOWED = Verdict(True)


@dataclass(frozen=True, slots=True)
class Page:
    """A row of the table: the URL's name and who may call it.

    `right` is PUBLIC, SIGNED_IN or a right; any one of several rights may be written with a bar.
    `scoped` names what an id in the URL means ("agent", "team", "batch", ...): another person's object
    answers 404 there. `methods` are the methods that the page takes; `writes` is the right that methods
    other than GET ask for, where reading asks for less.
    """

    name: str
    right: str
    scoped: str = ""
    methods: tuple[str, ...] = ("GET",)
    writes: str = ""

    def right_for(self, method: str) -> str:
        """The right that a method asks for."""
        return self.right if method in _READING else self.writes or self.right


_table: dict[str, Page] = {}


def register(pages: Iterable[Page]) -> None:
    """Add rows; a name may stand in the table once."""
    for page in pages:
        known = _table.get(page.name)
        if known is not None and known != page:
            raise ValueError(f"{page.name} has two rows in the access table")
        _table[page.name] = page


def table() -> dict[str, Page]:
    """The whole table by URL name."""
    return dict(_table)


def rights_of(user: object) -> frozenset[str]:
    """The rights that a log-in holds today, asked of the function that the settings name."""
    held: frozenset[str] = import_string(settings.CSTM_RIGHTS)(user)
    return held


def may_open(user: object, page: Page, method: str = "GET") -> Verdict:
    """May this log-in call the page at all (whatever the object)?"""
    right = page.right_for(method)
    if right == PUBLIC:
        return ALLOWED
    if not getattr(user, "is_authenticated", False):
        return Verdict(False, str(_("Sign in first.")))
    if right == SIGNED_IN or rights_of(user) & set(right.split("|")):
        return ALLOWED
    return Verdict(False, str(_("Your roles do not include this page. Ask an administrator.")))


def may_open_name(user: object, name: str) -> bool:
    """The same, asked by URL name; False for a name without a row."""
    page = _table.get(name)
    return bool(page and may_open(user, page))


def require(verdict: Verdict) -> None:
    """Go on, or answer 403 with the verdict's reason."""
    if not verdict.ok:
        raise PermissionDenied(verdict.reason)


def client_is_fragment(request: HttpRequest) -> bool:
    """Did HTMX ask for this?"""
    return bool(getattr(request, "htmx", False))
