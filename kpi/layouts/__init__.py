"""The reports that CSTM knows, as data; `match` finds one by its header."""

from kpi.layouts import chitu, events, generic, others, taobao
from kpi.layouts.attribution import RULES as ATTRIBUTION_RULES
from kpi.layouts.base import Column, Layout
from kpi.layouts.mapping import layout_from_mapping, signature, targets
from kpi.layouts.match import Match, match

ALL: tuple[Layout, ...] = (
    *taobao.LAYOUTS,
    *chitu.LAYOUTS,
    *others.LAYOUTS,
    *events.LAYOUTS,
    *generic.LAYOUTS,
)
BY_CODE: dict[str, Layout] = {layout.code: layout for layout in ALL}

__all__ = [
    "ALL",
    "ATTRIBUTION_RULES",
    "BY_CODE",
    "Column",
    "Layout",
    "Match",
    "layout_from_mapping",
    "match",
    "signature",
    "targets",
]
