"""The frame around each page: navigation as one person sees it, addresses they may open, query strings."""

import logging
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from cstm import access
from cstm.portal import NavItem

log = logging.getLogger(__name__)
# Entries from here on stand at the foot of the navigation.
_FOOT = 100
_PHONE_TABS = 4
_NOTICES = "notices"
# What gives a browser or system away, in the order in which it has to be looked for.
_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the navigation, ready to draw; `key` is its letter after `g`."""

    code: str
    label: Any
    url: str
    url_name: str
    icon: str
    count: int = 0
    current: bool = False
    key: str = ""
    phone: bool = False


@dataclass(frozen=True, slots=True)
class Nav:
    """All entries, by where they stand; `notices` belongs to the bell of the top bar."""

    main: tuple[Entry, ...]
    foot: tuple[Entry, ...]
    tabs: tuple[Entry, ...]
    more: tuple[Entry, ...]
    notices: Entry | None

    @property
    def more_current(self) -> bool:
        """Is the page that is open one behind "More"?"""
        return any(entry.current for entry in self.more)


def navigation(*, items: Iterable[NavItem], here: str, code: str, user: Any) -> Nav:
    """Sort the entries that a person may open into side, foot, phone tabs and bell."""
    items = list(items)
    entries = [entry for item in items if (entry := _entry(item, user)) is not None]
    current = _current(entries, here, code)
    orders = {item.code: item.order for item in items}
    # The bell gets what is left of the letters.
    entries.sort(key=lambda entry: entry.code == _NOTICES)
    drawn = [replace(entry, current=entry.code == current) for entry in _with_keys(entries)]
    listed = [entry for entry in drawn if entry.code != _NOTICES]
    chosen = [entry for entry in listed if entry.phone][:_PHONE_TABS]
    main = [entry for entry in listed if orders[entry.code] < _FOOT]
    chosen += [entry for entry in main if entry not in chosen][: _PHONE_TABS - len(chosen)]
    tabs = [entry for entry in listed if entry in chosen]
    return Nav(
        main=tuple(main),
        foot=tuple(entry for entry in listed if orders[entry.code] >= _FOOT),
        tabs=tuple(tabs),
        more=tuple(entry for entry in listed if entry not in tabs),
        notices=next((entry for entry in drawn if entry.code == _NOTICES), None),
    )


def open_url(name: str, user: Any) -> str:
    """The address of a page without arguments; "" where it is missing or closed to this person."""
    try:
        address = reverse(name)
    except NoReverseMatch:
        return ""
    return address if access.may_open_name(user, name) else ""


def query(request: HttpRequest | None, changes: Mapping[str, Any]) -> str:
    """`?a=1&b=2` of the request with some values changed; None drops one."""
    values = request.GET.copy() if request is not None else None
    if values is None:
        return "?"
    for key, value in changes.items():
        if value is None:
            values.pop(key, None)
        else:
            values[key] = str(value)
    return f"?{values.urlencode()}"


def initials(name: str) -> str:
    """Two letters for a round: `S1` of `Supervisor 01`, the last two characters of a Chinese name."""
    words = name.split()
    if not words:
        return "?"
    if not words[0][0].isascii():
        return name[-2:]
    last = words[-1].lstrip("0") or "0"
    return (words[0][0] + (last[0] if len(words) > 1 else "")).upper()


def browser_words(user_agent: str) -> str:
    """`Chrome, Windows` of a browser's own long name; the name itself, cut, where it is not known."""
    known = [
        next((word for mark, word in marks if mark in user_agent), "") for marks in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(word for word in known if word) or user_agent[:60]


def _entry(item: NavItem, user: Any) -> Entry | None:
    """One entry with its address and count; None where the address is missing."""
    try:
        address = reverse(item.url_name)
    except NoReverseMatch:
        return None
    return Entry(
        item.code, item.label, address, item.url_name, item.icon, count=_count(item, user), phone=item.phone
    )


def _count(item: NavItem, user: Any) -> int:
    """How many things wait; 0 where the app's function broke (and was logged)."""
    if item.count is None:
        return 0
    try:
        return item.count(user) or 0
    except Exception:
        log.exception("count of %s failed", item.code)
        return 0


def _with_keys(entries: Iterable[Entry]) -> list[Entry]:
    """Give each entry a letter of its own: the first free one of its code."""
    taken: set[str] = set()
    keyed = []
    for entry in entries:
        letters = [
            letter for letter in entry.code if letter in string.ascii_lowercase and letter not in taken
        ]
        key = letters[0] if letters else ""
        taken.add(key)
        keyed.append(replace(entry, key=key))
    return keyed


def _current(entries: Iterable[Entry], here: str, code: str) -> str:
    """The code of the entry that the page belongs to: as the view says, by name, or by the thing it shows."""
    if code:
        return code
    entries = list(entries)
    for entry in entries:
        if entry.url_name == here:
            return entry.code
    thing = _thing(here)
    return next((entry.code for entry in entries if thing and _thing(entry.url_name) == thing), "")


def _thing(name: str) -> str:
    """`staff:agent` of `staff:agent_detail`."""
    app, colon, rest = name.partition(":")
    return f"{app}:{rest.split('_')[0]}" if colon else ""
