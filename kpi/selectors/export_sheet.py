"""The sheet of definitions beside an exported report: both languages in every line."""

from collections.abc import Mapping, Sequence

from kpi.facts import FACTS
from kpi.metrics import Linear, Metric
from kpi.selectors.report_query import ReportQuery

TITLES = [
    "Code 代码",
    "English",
    "中文",
    "Formula",
    "公式",
    "Unit 单位",
    "Direction 方向",
    "What __n counts",
    "__n 的含义",
    "Values in this file 本文件中的数值个数",
]
_DIRECTIONS = {
    "up": "more is better 越高越好",
    "down": "less is better 越低越好",
    "band": "inside a range 在区间内为好",
    "info": "no direction 无方向",
}
_DAYS = ("agent-days that hold the facts", "有数据的客服天数")


def definitions(metrics: Sequence[Metric], tally: Mapping[str, int]) -> list[list[str | int]]:
    """A line for each metric of the file."""
    return [
        [
            metric.code,
            metric.en,
            metric.zh,
            formula(metric, chinese=False),
            formula(metric, chinese=True),
            metric.unit,
            _DIRECTIONS[metric.direction],
            _counted(metric, chinese=False),
            _counted(metric, chinese=True),
            tally.get(metric.code, 0),
        ]
        for metric in metrics
    ]


def about(query: ReportQuery, *, rows: int, mixed: Sequence[str]) -> list[list[str | int]]:
    """What the file is: span, grouping, rows, and what was left empty and why."""
    lines: list[list[str | int]] = [
        [],
        ["From 从", query.first.isoformat()],
        ["To 到", query.last.isoformat()],
        ["Grouping 分组", f"{query.by} × {query.period}"],
        ["Attribution rule 判定规则", query.attribution or "-"],
        ["Rows 行数", rows],
        ["Empty means absent, never 0.", "空白表示没有数据，不是 0。"],
    ]
    if mixed:
        lines.append(
            ["Sales left empty: several attribution rules 多种判定规则，销售指标留空", ", ".join(mixed)]
        )
    return lines


def formula(metric: Metric, *, chinese: bool) -> str:
    """A metric's formula in the names of its facts."""
    if metric.kind == "percentile":
        return "由首响时长分布求分位数" if chinese else "quantile of all first response times"
    if metric.kind == "given":
        return "平台给出的值" if chinese else "as the platform gives it"
    if metric.kind == "people":
        return "离职人数 / 平均在职人数" if chinese else "leavers / mean head count"
    if metric.kind == "not_collected":
        return "暂未采集" if chinese else "not yet collected"
    if metric.kind == "elsewhere":
        return "见题目分析或调研结果" if chinese else "in item analysis or survey results"
    text = _line(metric.numerator, chinese)
    if metric.denominator:
        text = f"{_bracketed(text)} / {_bracketed(_line(metric.denominator, chinese))}"
    if metric.factor != 1:
        text += f" × {metric.factor.normalize():f}" if metric.factor > 1 else f" / {1 / metric.factor:.0f}"
    return text


def _line(terms: Linear, chinese: bool) -> str:
    words = []
    for size, code in terms:
        fact = FACTS.get(code)
        name = code if fact is None else (fact.zh if chinese else fact.en)
        times = "" if abs(size) == 1 else f"{abs(size)} × "
        words.append(f"{'-' if size < 0 else '+'} {times}{name}")
    return " ".join(words).removeprefix("+ ")


def _bracketed(text: str) -> str:
    return f"({text})" if " + " in text or " - " in text else text


def _counted(metric: Metric, *, chinese: bool) -> str:
    if metric.kind == "percentile":
        return "首响次数" if chinese else "first responses"
    if metric.per in ("events", "persons") and metric.denominator:
        return _line(metric.denominator, chinese)
    return _DAYS[chinese]
