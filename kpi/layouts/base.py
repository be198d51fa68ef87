"""What a layout is: columns of one report, and how its headers are compared."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from kpi.facts import FACTS

_SHARES = (
    "reply_rate", "resp_30s_rate", "resp_3min_rate", "effective_rate", "slow_share", "long_share",
    "transfer_rate", "leave_msg_rate", "inq_order_rate", "inq_conv", "order_pay_rate", "csat",
    "rate_return", "rate_send", "bad_rating_rate", "refund_rate", "return_rate", "quality_refund_rate",
    "dispute_rate", "platform_help_rate", "neg_review_rate",
)  # fmt: skip
# Words that stand for a metric (a ready ratio or average) with the parser of its cells.
METRIC_PARSERS: dict[str, str] = {
    **dict.fromkeys(["frt_avg", "art", "aht"], "seconds"),
    **dict.fromkeys(["qa_ratio", "msgs_per_user", "items_per_buyer", "concurrency"], "ratio"),
    **dict.fromkeys(["aov", "price_per_item"], "money"),
    **dict.fromkeys(["net_sales"], "number"),
    **dict.fromkeys(["csat_score", "dsr_desc", "dsr_service", "dsr_logistics", "shop_exp"], "amount"),
    **dict.fromkeys(_SHARES, "percent"),
}
FACT_PARSERS = {"count": "whole", "secs": "seconds", "money": "money", "points": "amount"}
GIVEN = frozenset(["dsr_desc", "dsr_service", "dsr_logistics", "shop_exp"])
ROLES = frozenset([
    "account", "team", "date", "row_id", "row_id_2", "start", "start_date", "start_clock", "responded",
    "served", "buyer", "wait", "handle", "outcome", "rating", "resolved", "product", "product_no",
])  # fmt: skip
ACCOUNT_NAMES = [
    "旺旺昵称",
    "旺旺",
    "客服昵称",
    "客服账号",
    "账号名称",
    "客服名称",
    "客服姓名",
    "子账号",
    "客服",
    "昵称",
    "账号",
    "接待客服",
    "agent",
    "account",
    "nickname",
    "agent name",
]
DATE_NAMES = ["日期", "统计日期", "报表统计日期", "业务日期", "时间", "date", "day", "business date"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its target (a fact, a metric, a role, or a shown figure with ~), and how it is read."""

    target: str
    aliases: tuple[str, ...]
    parse: str = ""
    required: bool = False
    attribution: str = ""
    rebuild: bool = True

    @property
    def parser(self) -> str:
        """The name of the parser: the column's own, else the one of its target."""
        if self.parse:
            return self.parse
        if self.target in FACTS:
            return FACT_PARSERS[FACTS[self.target].kind]
        if self.target.startswith("hour:"):
            return "whole"
        return METRIC_PARSERS.get(self.target, "text")

    @property
    def code(self) -> str:
        """The code under which the figure is handed on."""
        code = self.target.removeprefix("~")
        return f"{code}@{self.attribution}" if self.attribution else code

    @property
    def is_figure(self) -> bool:
        """Whether the column holds a figure rather than a name, a date or nothing of use."""
        return bool(self.target) and self.target not in ROLES


@dataclass(frozen=True, slots=True)
class InteractionRules:
    """What one interaction adds to the facts of its day."""

    every: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    handled: tuple[str, ...] = ()
    solved: tuple[str, ...] = ()
    answered_words: tuple[str, ...] = ()
    missed_words: tuple[str, ...] = ()
    nobody: tuple[str, ...] = ()
    zero_is_no_handling: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """A report as data: found by its header, read by its columns."""

    code: str
    name: str
    name_zh: str
    platform: str
    columns: tuple[Column, ...]
    kind: str = "daily"
    grain: str = "agent"
    any_of: tuple[str, ...] = ()
    minimum: int = 3
    priority: int = 1
    date_order: str = "ymd"
    file_date_is_download: bool = False
    attribution_from_file: bool = False
    ripens: tuple[str, ...] = ()
    sheet: str = ""
    rules: InteractionRules = field(default_factory=InteractionRules)

    def facts(self) -> frozenset[str]:
        """The facts that the report gives directly."""
        return frozenset(column.target for column in self.columns if column.target in FACTS)


def columns(text: str, *, attribution: str = "") -> tuple[Column, ...]:
    """Read lines like `target! :parser = header | other header`.

    `!` marks a required column, `~target` a figure that is only shown, `target^` a ratio from which no fact
    may be rebuilt, and `target@rule` a figure that belongs to one attribution rule.
    """
    found = []
    for line in filter(None, map(str.strip, text.strip().splitlines())):
        left, _sep, right = f" {line}".partition(" = ")
        name, _sep, parse = left.strip().partition(" :")
        name, _sep, rule = name.strip().partition("@")
        required = name.endswith("!") or rule.endswith("!")
        bare = name.rstrip("!")
        found.append(
            Column(
                bare.rstrip("^"),
                tuple(alias.strip() for alias in right.split(" | ")),
                parse.strip(),
                required,
                rule.rstrip("!") or (attribution if bare in FACTS and FACTS[bare].sales else ""),
                not bare.endswith("^"),
            )
        )
    return tuple(found)


BRACKETS = re.compile(r"\([^()]*\)$")
OTHER_BRACKETS = str.maketrans("【】[]", "()()")
ARROWS = re.compile(r"[-—=]*[>→➔]")


@lru_cache(maxsize=20_000)
def normal(header: str) -> str:
    """A header without blanks, line breaks, full-width signs and case."""
    text = unicodedata.normalize("NFKC", header)
    text = (
        "".join(text.split())
        .lower()
        .replace("【", "(")
        .replace("】", ")")
        .replace("[", "(")
        .replace("]", ")")
    )
    return ARROWS.sub("->", text).strip("*:'\"")


def shortened(header: str) -> str:
    """A normal header without the bracket at its end."""
    return BRACKETS.sub("", header)


def forms(header: str) -> Mapping[str, int]:
    """The forms under which a normal header may be known, with the worse ones later."""
    found = {header: 0}
    name, equals, label = header.partition("=")
    if equals:
        found.setdefault(name, 1)
        found.setdefault(label, 1)
    short = shortened(header)
    if short:
        found.setdefault(short, 2)
    return found
