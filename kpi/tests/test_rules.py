"""The twelve roll-up rules, each by its name, and the golden case."""

import datetime as dt
from decimal import Decimal

import pytest

from kpi import layouts, rules, sketch
from kpi.facts import OWN_FACTS, PERSON_FACTS
from kpi.importers import labels
from kpi.metrics import METRICS
from kpi.rules import Cell, Goal, Parts, State

D = Decimal
FRT = METRICS["frt_avg"]
REPLY = METRICS["reply_rate"]


def days(code, *facts):
    """The sums of some agent-days of a metric."""
    metric = METRICS[code]
    return rules.combine(
        rules.parts(metric, {name: None if n is None else D(str(n)) for name, n in day.items()})
        for day in facts
    )


def test_golden_case_is_19_seconds_not_55():
    sums = days(
        "frt_avg",
        {"first_resp_secs": 900, "first_resp_n": 90},
        {"first_resp_secs": 1000, "first_resp_n": 10},
    )
    assert rules.value(FRT, sums) == 19


class TestRule1RatiosAreSumsOverSums:
    """A ratio is sum over sum, and empty where the denominator is 0 or absent."""

    def test_sum_over_sum(self):
        sums = days(
            "reply_rate",
            {"consult_users": 90, "noreply_users": 0},
            {"consult_users": 10, "noreply_users": 5},
        )
        assert rules.value(REPLY, sums) == D("0.95")

    @pytest.mark.parametrize(
        "facts",
        [
            {"consult_users": 0, "noreply_users": 0},
            {"noreply_users": 3},
            {"consult_users": 3},
            {"consult_users": 3, "noreply_users": None},
            {},
        ],
    )
    def test_empty_not_nought(self, facts):
        cell = rules.cell(REPLY, days("reply_rate", facts))
        assert (cell.value, cell.state) == (None, State.EMPTY)

    def test_a_day_that_lacks_a_fact_lends_no_half_to_the_ratio(self):
        sums = days("reply_rate", {"consult_users": 100, "noreply_users": 10}, {"consult_users": 100})
        assert (rules.value(REPLY, sums), sums.days) == (D("0.9"), 1)

    def test_nought_is_a_number(self):
        sums = days("reply_rate", {"consult_users": 40, "noreply_users": 40})
        assert rules.cell(REPLY, sums) == Cell(D(0), D(40), State.VALUE)


def test_rule_2_an_average_time_is_weighted_by_events():
    sums = days("art", {"resp_secs": 100, "resp_rounds": 1}, {"resp_secs": 900, "resp_rounds": 99})
    assert rules.value(METRICS["art"], sums) == 10


def test_rule_3_percentiles_come_from_merged_events_never_from_averages():
    fast, slow = {sketch.bucket_of(10): 90}, {sketch.bucket_of(100): 10}
    merged = {**fast, **slow}
    assert float(sketch.quantile(merged, D("0.5"))) == pytest.approx(10, rel=0.01)
    assert float(sketch.quantile(merged, D("0.95"))) == pytest.approx(100, rel=0.01)
    p90 = METRICS["frt_p90"]
    assert rules.parts(p90, {"first_resp_secs": D(1), "first_resp_n": D(1)}) is None


def test_rule_4_counts_of_persons_are_person_times_when_summed():
    assert METRICS["reception_users"].unit == METRICS["consult_users"].unit == "person-times"
    assert {"consult_users", "sales_buyers", "shop_sales_buyers"} <= PERSON_FACTS


def test_rule_5_a_rebuilt_fact_marks_its_metric_estimated():
    sums = days("resp_3min_rate", {"rounds_3min": 95, "resp_rounds": 100})
    cell = rules.cell(METRICS["resp_3min_rate"], sums, estimated=True)
    assert (cell.value, cell.state) == (D("0.95"), State.ESTIMATED)
    stood_in = days("aht", {"reception_secs": 9000, "reception_users": 60})
    assert rules.cell(METRICS["aht"], stood_in).state == State.ESTIMATED
    assert not METRICS["aht"].store_only


def test_rule_6_what_is_not_ripe_is_pending_with_its_date_and_never_nought():
    ripe = dt.date(2026, 11, 24)
    cell = rules.cell(
        METRICS["inq_conv"], days("inq_conv", {"inquiry_users": 50}), pending=True, ripe_on=ripe
    )
    assert (cell.value, cell.state, cell.ripe_on) == (None, State.PENDING, ripe)
    partly = days("inq_conv", {"inquiry_users": 50, "inq_pay_users": 20}, {"inquiry_users": 70})
    cell = rules.cell(METRICS["inq_conv"], partly, pending=True, ripe_on=ripe)
    assert (cell.value, cell.n, cell.state) == (D("0.4"), D(50), State.PENDING)


def test_rule_7_totals_over_mixed_attribution_rules_are_refused():
    assert rules.mixes_rules(["付款判定", "下单判定"])
    assert rules.mixes_rules(["", "付款判定"])
    assert not rules.mixes_rules(["付款判定", "付款判定"])
    refused = rules.cell(METRICS["sales_amt"], Parts(D(5), None, 1), refused=True)
    assert (refused.value, refused.n, refused.state) == (None, None, State.REFUSED)
    assert all(METRICS[code].is_sales for code in ("sales_amt", "net_sales", "aov", "silent_sales"))
    assert not METRICS["inq_conv"].is_sales


def test_rule_8_what_a_platform_counts_in_its_window_stays_apart_from_events_of_the_whole_day():
    windowed = {code for code, metric in METRICS.items() if metric.windowed}
    assert {"reply_rate", "resp_30s_rate", "resp_3min_rate"} <= windowed
    inside = {"rounds_30s", "rounds_3min", "resp_rounds"}
    for layout in layouts.ALL:
        if layout.kind == "interactions":
            given = layout.rules
            said = {*given.every, *given.answered, *given.missed, *given.handled, *given.solved}
            assert not said & inside, layout.code


def test_rule_9_robots_are_outside_human_facts():
    for layout in layouts.ALL:
        for column in layout.columns:
            if column.is_figure and not column.target.startswith("~"):
                robots = [name for name in column.aliases if "机器人" in name or "智能客服" in name]
                assert not robots, (layout.code, column.target)


@pytest.mark.parametrize(
    "label",
    [
        "汇总值",
        "平均值",
        "汇总",
        "均值",
        "合计",
        "全店汇总值",
        "全店平均值",
        "同行同层优秀",
        "同行同层均值",
        "平均值（5人）",
        "汇总(全部)",
        "团队平均",
    ],
)
def test_rule_10_summary_rows_are_not_people(label):
    assert labels.classify(label) is not None


def test_rule_11_a_rest_day_is_no_zero_day():
    worked = {"reception_users": 80, "worked_secs": 8 * 3600}
    sums = days("users_per_hour", worked, {"reception_users": 5}, {"worked_secs": 3600})
    assert (rules.value(METRICS["users_per_hour"], sums), sums.days) == (D(10), 1)
    assert rules.value(METRICS["users_per_hour"], days("users_per_hour", {"worked_secs": 0})) is None
    assert {"sched_secs", "worked_secs"} <= OWN_FACTS


@pytest.mark.parametrize(
    ("code", "n", "state"),
    [
        ("reply_rate", 19, State.FEW_DATA),
        ("reply_rate", 20, State.VALUE),
        ("csat", 9, State.FEW_DATA),
        ("csat", 10, State.VALUE),
    ],
)
def test_rule_12_small_samples_say_so_beside_their_count(code, n, state):
    cell = rules.cell(METRICS[code], Parts(D(n), D(n), 1))
    assert (cell.n, cell.state) == (D(n), state)


class TestCounts:
    """The count beside a value."""

    @pytest.mark.parametrize(
        ("code", "n"),
        [
            ("reply_rate", 40),
            ("csat", 40),
            ("aov", 40),
            ("refund_rate", 3),
            ("users_per_hour", 3),
            ("qa_score", 3),
        ],
    )
    def test_the_denominator_where_it_counts_events_or_persons(self, code, n):
        assert rules.count(METRICS[code], Parts(D(1), D(40), 3)) == n

    def test_agent_days_where_there_is_no_denominator(self):
        assert rules.count(METRICS["sales_amt"], Parts(D(500), None, 4)) == 4
        assert rules.count(METRICS["sales_amt"], None) is None


class TestUnits:
    """Values in the metric's own unit."""

    @pytest.mark.parametrize(
        ("code", "num", "den", "value"),
        [
            ("refund_hours", 7200, 4, "0.5"),
            ("complaint_rate", 3, 1000, "3"),
            ("sales_per_hour", 500, 18000, "100"),
            ("csat_score", 45, 10, "4.5"),
        ],
    )
    def test_quotients(self, code, num, den, value):
        assert rules.value(METRICS[code], Parts(D(num), D(den), 1)) == D(value)

    def test_hours_of_overtime(self):
        assert rules.value(METRICS["ot_hours"], Parts(D(5400), None, 1)) == D("1.5")


def test_what_no_app_keeps_yet_says_so():
    assert rules.cell(METRICS["adherence"], None).state == State.NOT_COLLECTED
    assert rules.cell(METRICS["praise_cover"], None).state == State.NOT_COLLECTED
    assert rules.cell(METRICS["csat"], None).state == State.EMPTY


class TestGap:
    """How far from the target, below 0 where it is missed."""

    @pytest.mark.parametrize(
        ("code", "value", "goal", "gap"),
        [
            ("csat", "0.90", Goal(value=D("0.94")), "-0.04"),
            ("frt_avg", "40", Goal(value=D(35)), "-5"),
            ("frt_avg", "30", Goal(value=D(35)), "5"),
            ("qa_ratio", "1.1", Goal(low=D("1.2"), high=D("1.6")), "-0.1"),
            ("qa_ratio", "1.7", Goal(low=D("1.2"), high=D("1.6")), "-0.1"),
            ("qa_ratio", "1.3", Goal(low=D("1.2"), high=D("1.6")), "0.1"),
        ],
    )
    def test_gap(self, code, value, goal, gap):
        assert rules.gap(METRICS[code], D(value), goal) == D(gap)

    def test_no_gap_without_value_or_target(self):
        assert rules.gap(METRICS["csat"], None, Goal(value=D(1))) is None
        assert rules.gap(METRICS["csat"], D(1), None) is None


def test_the_middle_band_hides_small_teams():
    values = [D(n) for n in (50, 10, 40, 20, 30)]
    assert rules.middle_band(values) == (D(20), D(40))
    assert rules.middle_band(values[:4]) is None


def test_falling_is_against_the_own_past():
    past = [D(n) for n in (90, 91, 92, 93, 94)]
    assert rules.falls(METRICS["csat"], [*past, D(80), D(81)])
    assert not rules.falls(METRICS["csat"], [*past, D(80), D(95)])
    assert rules.falls(FRT, [*past, D(99), D(98)])
    assert not rules.falls(FRT, [*past, D(80), None])
    assert not rules.falls(METRICS["qa_ratio"], [*past, D(1), D(1)])
