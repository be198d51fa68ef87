"""Rows that are no people: totals, means, peers and footnotes."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from kpi.layouts.base import normal, shortened

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
OTHER = re.compile(
    r"(全店|店铺|本店|团队|小组|本组|同行(?:业)?(?:同层)?)(?:(汇总|合计|总计|平均|均|优秀|良好|前\d+%?)值?)"
)


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
    # A tool may write behind the word over whom it was taken: 平均值（5人）.
    for known in (name, shortened(name)):
        if known in SCOPES:
            return Label("totals", SCOPES[known], words)
    found = OTHER.fullmatch(shortened(name))
    if found is None:
        return None
    if found[1].startswith("同行"):
        return Label("totals", "peer" if "均" in found[2] else "peer_top", words)
    return Label("totals", "mean" if "均" in found[2] else "shop", words)
