"""Rows that are no people: totals, means, peers and footnotes."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from kpi.layouts.base import normal

SHOP = [
    "合计",
    "总计",
    "汇总",
    "汇总值",
    "小计",
    "全店汇总值",
    "全店汇总",
    "店铺汇总值",
    "店铺汇总",
    "全店",
    "total",
    "sum",
]
MEAN = [
    "均值",
    "平均",
    "平均值",
    "全店平均值",
    "全店均值",
    "店铺平均值",
    "店铺均值",
    "人均",
    "average",
    "mean",
]
PEER = ["同行同层均值", "同行均值", "同行平均", "同行平均值", "同行同层平均"]
PEER_TOP = ["同行同层优秀", "同行优秀"]
SCOPES = {
    **dict.fromkeys(SHOP, "shop"),
    **dict.fromkeys(MEAN, "mean"),
    **dict.fromkeys(PEER, "peer"),
    **dict.fromkeys(PEER_TOP, "peer_top"),
}
FOOTNOTES = ("注:", "注：", "备注:", "备注：", "说明:", "说明：", "数据来源", "※", "note:", "notes:")
PREFIXES = (("同行", "peer"), ("全店", "shop"), ("店铺汇总", "shop"), ("店铺平均", "mean"))


class Label(NamedTuple):
    """What kind of row it is, and the words that say so."""

    why: str
    scope: str
    words: str


class Labels:
    """Tells such rows by the cells that name a row; what has been seen once is remembered."""

    def __init__(self, spots: Sequence[int]) -> None:
        self.spots = [spot for spot in dict.fromkeys(spots) if spot >= 0]
        self._known: dict[str, Label | None] = {}

    def of(self, row: Sequence[Any]) -> Label | None:
        """The label of a row, or None for a row of figures."""
        for spot in self.spots:
            cell = row[spot] if spot < len(row) else ""
            if type(cell) is str and cell:
                try:
                    label = self._known[cell]
                except KeyError:
                    label = self._remember(cell)
                if label:
                    return label
        return None

    def _remember(self, cell: str) -> Label | None:
        if len(self._known) > 50_000:
            self._known.clear()
        label = self._known[cell] = classify(cell)
        return label


def classify(cell: str) -> Label | None:
    """The label that a cell gives to its row."""
    words = cell.strip()
    if words.lower().startswith(FOOTNOTES):
        return Label("footnote", "", words[:60])
    name = normal(words)
    if name in SCOPES:
        return Label("totals", SCOPES[name], words)
    for prefix, scope in PREFIXES:
        if name.startswith(prefix) and len(name) <= 10:
            better = "peer_top" if scope == "peer" and "优秀" in name else scope
            return Label("totals", "mean" if scope == "shop" and "均" in name else better, words)
    return None
