"""Facts from the figures of a row: taken as they are, derived, or rebuilt from a ratio and a weight."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from cstm.cells import PENDING
from kpi.facts import FACTS, SALES_FACTS
from kpi.importers.columns import SIX_PLACES, Reader
from kpi.layouts.base import GIVEN, METRIC_PARSERS

# A ratio over answered turns needs one number of turns for the whole row, whichever ratio asks.
ROUNDS = ("resp_rounds", "need_reply_users", "reception_users", "consult_users", "sessions", "agent_msgs")


RECEIVED, GOOD, BAD = ("", "rate_recv"), ("", "rate_good"), ("", "rate_bad")


class Step(NamedTuple):
    """`metric` times the first weight there is gives `fact`; `base` is the denominator kept with it."""

    metric: str
    fact: str
    weights: tuple[str, ...]
    base: str = ""
    complement: bool = False


class Ready(NamedTuple):
    """A step with the keys of its facts made up."""

    metric: str
    complement: bool
    key: tuple[str, str]
    weights: tuple[tuple[str, tuple[str, str]], ...]
    base: tuple[str, str] | None


STEPS = (
    Step("rate_send", "rate_sent", ("reception_users",)),
    Step("rate_return", "rate_recv", ("rate_sent",)),
    Step(
        "frt_avg",
        "first_resp_secs",
        ("first_resp_n", "reception_users", "sessions", "consult_users"),
        "first_resp_n",
    ),
    Step("art", "resp_secs", ROUNDS, "resp_rounds"),
    Step("resp_30s_rate", "rounds_30s", ROUNDS, "resp_rounds"),
    Step("resp_3min_rate", "rounds_3min", ROUNDS, "resp_rounds"),
    Step("aht", "reception_secs", ("sessions", "reception_users"), "sessions"),
    Step("reply_rate", "noreply_users", ("consult_users",), complement=True),
    Step("effective_rate", "effective_users", ("reception_users",)),
    Step("slow_share", "slow_users", ("reception_users",)),
    Step("long_share", "long_users", ("reception_users",)),
    Step("transfer_rate", "transfer_out_users", ("reception_users",)),
    Step("qa_ratio", "agent_msgs", ("buyer_msgs",)),
    Step("msgs_per_user", "agent_msgs", ("reception_users",)),
    Step("inq_order_rate", "inq_order_users", ("inquiry_users",)),
    Step("inq_conv", "inq_pay_users", ("inquiry_users",)),
    Step("order_pay_rate", "ordered_pay_users", ("ordered_users",)),
    Step("aov", "sales_amt", ("sales_buyers",)),
    Step("items_per_buyer", "sales_items", ("sales_buyers",)),
    Step("price_per_item", "sales_amt", ("sales_items",)),
    Step("csat", "rate_good", ("rate_recv",)),
    Step("bad_rating_rate", "rate_bad", ("rate_recv",)),
    Step("refund_rate", "refund_amt", ("sales_amt",)),
    Step("neg_review_rate", "neg_reviews", ("reviews",)),
    Step("quality_refund_rate", "quality_refunds", ("shop_orders",)),
    Step("dispute_rate", "disputes", ("shop_orders",)),
    Step("platform_help_rate", "platform_help", ("shop_orders",)),
)
# What is never more than what: (part, whole). A row that says otherwise is refused.
PARTS = (
    ("noreply_users", "consult_users"),
    ("effective_users", "reception_users"),
    ("inq_order_users", "inquiry_users"),
    ("inq_pay_users", "inquiry_users"),
    ("inq_pay_users", "inq_order_users"),
    ("ordered_pay_users", "ordered_users"),
    ("rate_good", "rate_recv"),
    ("rate_bad", "rate_recv"),
    ("rate_5", "rate_recv"),
    ("rounds_30s", "resp_rounds"),
    ("rounds_3min", "resp_rounds"),
    ("urge_paid_orders", "urge_orders"),
    ("neg_fixed", "neg_followed"),
    ("cases_fcr", "cases"),
    ("cases_sla", "cases"),
)


class Built(NamedTuple):
    """What a row gives."""

    facts: dict[tuple[str, str], Decimal]
    estimated: dict[str, str]
    pending: set[str]
    given: dict[str, Decimal]


class Builder:
    """Knows from the columns which steps can apply; made once for each file."""

    def __init__(self, made: Sequence[Reader], rule: str) -> None:
        columns = [reader.column for reader in made]
        targets = {column.target.removeprefix("~") for column in columns}
        self.rule = rule
        self.direct = [
            (reader.code, (self._rule(reader.column.target, reader.column.attribution), reader.column.target))
            for reader in made
            if reader.column.target in FACTS
            or (reader.column.parser != "text" and _is_own_fact(reader.column.target))
        ]
        self.given = [column.target for column in columns if column.target in GIVEN]
        usable = {column.target for column in columns if column.rebuild}
        reachable = targets | {step.fact for step in STEPS if step.metric in usable}
        steps = [step for step in STEPS if step.metric in usable and reachable & set(step.weights)]
        self.ready = [self._prepared(step) for step in steps]
        self.parts = [pair for pair in PARTS if {*pair} <= targets]
        self.grades = {f"rate_{n}" for n in range(1, 6)} <= targets
        self.later = self._later(targets, usable)

    def _prepared(self, step: Step) -> Ready:
        weights = tuple((name, (self._rule(name, ""), name)) for name in step.weights)
        base = ("", step.base) if step.base else None
        return Ready(step.metric, step.complement, (self._rule(step.fact, ""), step.fact), weights, base)

    def _rule(self, target: str, own: str) -> str:
        return own or (self.rule if target in SALES_FACTS else "")

    def _later(self, targets: set[str], usable: set[str]) -> list[Callable[[Built, dict[str, Any]], None]]:
        """Derivations that this file can need."""
        steps: list[Callable[[Built, dict[str, Any]], None]] = []
        if {"rate_5", "rate_4"} <= targets or {"rate_1", "rate_2"} <= targets:
            steps.append(_opinions)
        if "rate_recv" in targets or "rate_return" in usable or self.grades:
            steps.append(_others_are_bad)
        if "net_sales" in usable and "sales_amt" in targets and "refund_amt" not in targets:
            steps.append(self._refunds)
        if "reception_secs" in targets and "sessions" not in targets:
            steps.append(_sessions)
        return steps

    def check(self, values: dict[str, Any]) -> tuple[str, str] | None:
        """The first pair that contradicts itself."""
        for part, whole in self.parts:
            less, more = values.get(part), values.get(whole)
            if (
                less is not None
                and more is not None
                and less is not PENDING
                and more is not PENDING
                and less > more
            ):
                return part, whole
        if self.grades and isinstance(received := values.get("rate_recv"), Decimal):
            grades = [values.get(f"rate_{n}") for n in range(1, 6)]
            if sum(grade for grade in grades if isinstance(grade, Decimal)) > received:
                return "rate_5", "rate_recv"
        return None

    def build(self, values: dict[str, Any]) -> Built:
        """Facts of one row; what the report gives itself wins over what could be rebuilt."""
        built = Built({}, {}, set(), {})
        facts, _estimated, pending, given = built
        for code, key in self.direct:
            value = values[code]
            if value is PENDING:
                pending.add(key[1])
            elif value is not None:
                facts[key] = value
        for code in self.given:
            if isinstance(value := values.get(code), Decimal):
                given[code] = value
        if self.grades:
            _received(built)
        for step in self.ready:
            ratio = values[step.metric]
            if ratio is PENDING:
                pending.add(step.key[1])
            elif ratio is not None and step.key not in facts and step.key[1] not in pending:
                self._take(step, ratio, values, built)
        for later in self.later:
            later(built, values)
        return built

    def _take(self, step: Ready, ratio: Decimal, values: dict[str, Any], built: Built) -> None:
        """Rebuild one fact that the report does not give."""
        facts, estimated, _pending, _given = built
        _metric, complement, key, weights, base = step
        for name, weight_key in weights:
            weight: Any = facts.get(weight_key)
            if weight is None:
                weight = values.get(name)
            if weight is None or weight is PENDING:
                continue
            name = estimated.get(name, name)
            facts[key] = ((1 - ratio if complement else ratio) * weight).quantize(SIX_PLACES)
            estimated[key[1]] = name
            if base and base not in facts:
                facts[base] = weight
                estimated[base[1]] = name
            return

    def _refunds(self, built: Built, values: dict[str, Any]) -> None:
        """Refunds from the sales before and after them."""
        before, after = values.get("sales_amt"), values.get("net_sales")
        if isinstance(before, Decimal) and isinstance(after, Decimal) and after <= before:
            built.facts[(self.rule, "refund_amt")] = before - after
            built.estimated["refund_amt"] = "net_sales"


def _is_own_fact(target: str) -> bool:
    """A fact that the shop added itself: mapped by a name that is neither a metric nor shown only."""
    return not target.startswith("~") and target not in METRIC_PARSERS and ":" not in target


def _received(built: Built) -> None:
    """Ratings received are the sum of the five grades where the report does not say."""
    if ("", "rate_recv") not in built.facts and "rate_recv" not in built.pending:
        grades = [built.facts.get(("", f"rate_{n}")) for n in range(1, 6)]
        known = [grade for grade in grades if grade is not None]
        if len(known) == 5:
            built.facts[("", "rate_recv")] = sum(known, Decimal(0))


def _opinions(built: Built, values: dict[str, Any]) -> None:
    """Satisfied and dissatisfied ratings are sums of two grades each."""
    facts = built.facts
    for name, high, low in (("rate_good", "rate_5", "rate_4"), ("rate_bad", "rate_1", "rate_2")):
        one, two = facts.get(("", high)), facts.get(("", low))
        if one is not None and two is not None:
            facts[("", name)] = one + two
            built.estimated.pop(name, None)


def _others_are_bad(built: Built, values: dict[str, Any]) -> None:
    """Without grades, ratings that are not satisfied are dissatisfied."""
    facts, estimated = built.facts, built.estimated
    received, good = facts.get(RECEIVED), facts.get(GOOD)
    if received is not None and good is not None and BAD not in facts:
        facts[BAD] = received - good
        if "rate_good" in estimated or "rate_recv" in estimated:
            estimated["rate_bad"] = "rate_recv"


def _sessions(built: Built, values: dict[str, Any]) -> None:
    """Handling time without a number of sessions is shown by buyers served, and says so."""
    served = built.facts.get(("", "reception_users"))
    if ("", "reception_secs") in built.facts and ("", "sessions") not in built.facts and served is not None:
        built.facts[("", "sessions")] = served
        built.estimated["sessions"] = "reception_users"
