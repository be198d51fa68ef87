"""The registry of metrics: complete, sound, and what the formulas page says."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from kpi.choices import Direction
from kpi.facts import FACTS
from kpi.metrics import METRICS, own_metric
from kpi.models import Target
from kpi.selectors.formulas import document


def test_all_of_the_catalogue_are_there():
    assert {metric.no for metric in METRICS.values()} == set(range(1, 78))
    assert len(METRICS) == 80
    assert [metric.code for metric in METRICS.values() if metric.no in (7, 43)] == [
        *("frt_p50", "frt_p90"),
        *("dsr_desc", "dsr_service", "dsr_logistics"),
    ]


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_each_is_sound(metric):
    assert metric.en and any("\u4e00" <= sign <= "\u9fff" for sign in metric.zh)
    assert metric.direction in Direction.values
    assert set(metric.facts) <= set(FACTS)
    assert bool(metric.numerator) == metric.summable
    if metric.kind == "ratio":
        assert metric.denominator


def test_every_fact_but_raw_material_is_read_by_a_metric():
    read = {code for metric in METRICS.values() for code in (*metric.facts, metric.instead)}
    spare = {code for code in FACTS if code not in read}
    assert spare == {
        *("transfer_in_users", "agent_chars", "lost_pay_users", "refund_orders", "refund_items", "praise_n"),
        *("shop_sales_buyers", "shop_sales_items", "case_secs"),
    }


@pytest.mark.parametrize(
    ("code", "formula"),
    [
        ("csat", (("rate_good",), ("rate_recv",))),
        ("bad_rating_rate", (("rate_bad",), ("rate_recv",))),
        ("net_sales", (("sales_amt", "refund_amt"), ())),
        ("silent_share", (("shop_sales_amt", "sales_amt"), ("shop_sales_amt",))),
        ("occupancy", (("busy_secs",), ("online_secs", "hang_secs"))),
        ("attendance", (("shifts_n", "absent_n"), ("shifts_n",))),
    ],
)
def test_formulas(code, formula):
    metric = METRICS[code]
    assert (
        tuple(tuple(name for _size, name in line) for line in (metric.numerator, metric.denominator))
        == formula
    )


def test_signs_and_weights():
    assert [int(size) for size, _code in METRICS["csat_score"].numerator] == [5, 4, 3, 2, 1]
    assert [int(size) for size, _code in METRICS["reply_rate"].numerator] == [1, -1]


def test_kinds_that_are_no_sums():
    kinds = {code: metric.kind for code, metric in METRICS.items() if not metric.summable}
    assert kinds == {
        **dict.fromkeys(("frt_p50", "frt_p90"), "percentile"),
        **dict.fromkeys(("dsr_desc", "dsr_service", "dsr_logistics", "shop_exp"), "given"),
        **dict.fromkeys(
            ("item_facility", "item_discrim", "praise_cover", "esat_driver", "enps"), "elsewhere"
        ),
        "attrition": "people",
    }


def test_a_metric_of_the_shops_own():
    metric = own_metric(
        "gifts",
        en="Gifts",
        zh="赠品",
        numerator="gift_n",
        denominator="reception_users",
        unit="ratio",
        direction="up",
    )
    assert (metric.no, metric.kind, metric.per) == (0, "ratio", "persons")


def test_the_formulas_page_is_what_the_registry_says():
    page = Path(settings.BASE_DIR) / "docs" / "kpi_formulas.md"
    assert page.read_text(encoding="utf-8") == document(), (
        "run: manage.py kpi_formulas > docs/kpi_formulas.md"
    )


@pytest.mark.django_db
def test_sample_targets_fit_their_metrics():
    for target in Target.objects.filter(is_sample=True):
        metric = METRICS[target.metric]
        if metric.direction == Direction.BAND:
            assert target.low < target.high and target.value is None
        else:
            assert metric.direction in (Direction.UP, Direction.DOWN) and target.value is not None
            assert metric.unit != "%" or target.value <= 1
    assert Target.objects.filter(is_sample=True, metric="csat").get().value == Decimal("0.94")
