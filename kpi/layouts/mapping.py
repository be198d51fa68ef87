"""Layouts that somebody makes in the browser: header to target, kept as JSON."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from cstm.errors import DomainError
from kpi.facts import FACTS, OWN_FACTS
from kpi.layouts.base import METRIC_PARSERS, Column, Layout, normal

PARSERS = ("whole", "amount", "number", "money", "percent", "ratio", "seconds", "text")
MAPPED_ROLES = ("account", "team", "date")


def targets(extra: Iterable[str] = ()) -> list[str]:
    """Everything a column may be mapped to: roles, facts (and those of the shop's own), ready ratios."""
    facts = [code for code in FACTS if code not in OWN_FACTS]
    return [*MAPPED_ROLES, *facts, *extra, *METRIC_PARSERS]


def layout_from_mapping(data: Mapping[str, Any], *, extra: Iterable[str] = ()) -> Layout:
    """A layout from `{code, name, platform, grain, date_order, columns: [{header, target, parse}]}`.

    Raises DomainError (bad_mapping) when it cannot be read by: no figure, an unknown target, a target twice.
    """
    allowed = set(targets(extra))
    found: dict[str, Column] = {}
    for item in data.get("columns", []):
        target, header = str(item.get("target", "")), str(item.get("header", "")).strip()
        if not target:
            continue
        rule = str(item.get("attribution", ""))
        if target not in allowed or not header:
            raise DomainError(f"{header}: {target}", code="bad_mapping")
        if f"{target}@{rule}" in found:
            raise DomainError(
                f"{target}: {header}, {found[f'{target}@{rule}'].aliases[0]}", code="bad_mapping"
            )
        parse = str(item.get("parse", ""))
        if parse and parse not in PARSERS:
            raise DomainError(f"{header}: {parse}", code="bad_mapping")
        if not parse and target not in FACTS and target not in METRIC_PARSERS and target not in MAPPED_ROLES:
            parse = "amount"
        found[f"{target}@{rule}"] = Column(target, (header,), parse, required=True, attribution=rule)
    if not any(column.is_figure for column in found.values()):
        raise DomainError("no figure", code="bad_mapping")
    by_agent = any(column.target == "account" for column in found.values())
    return Layout(
        code=str(data.get("code", "")) or "mapped",
        name=str(data.get("name", "")),
        name_zh=str(data.get("name", "")),
        platform=str(data.get("platform", "")),
        columns=tuple(found.values()),
        grain="agent" if by_agent else "store",
        minimum=1,
        priority=3,
        date_order=str(data.get("date_order", "ymd")),
        attribution_from_file=True,
    )


def signature(headers: Iterable[str]) -> str:
    """A fingerprint of a header, the same whatever its blanks, brackets and order."""
    names = sorted({normal(header) for header in headers if header})
    return hashlib.sha256("\n".join(names).encode()).hexdigest()
