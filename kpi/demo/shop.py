"""The flagship's own files of the demo: its day as a shop, its products, and a file sent again."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from kpi.demo.figures import Day
from kpi.demo.files import QIANNIU, sheet

RECEPTION = [
    "日期", "咨询人数", "接待人数", "未回复人数", "有效接待人数", "平均响应时长", "3分钟人工响应率",
    "咨询客服人次", "客服回复人次", "客服未回复人次", "旺旺回复率", "首次响应时长", "慢响应人数",
    "长接待人数", "买家发起人数", "客服主动跟进人数", "总消息数", "买家消息条数", "客服消息条数", "答问比",
    "客服字数", "平均接待时长",
]  # fmt: skip
PRODUCTS = [
    "商品名称", "商品编号", "咨询人数", "询单人数", "当日询单人数", "询单转化率", "当日询单转化率",
    "当日付款人数", "当日付款金额", "最终付款人数", "最终付款金额", "最终付款件数",
]  # fmt: skip
GOODS = (
    ("云杉 空气炸锅 5L 白色", 149), ("云杉 电热水壶 1.7L", 69), ("云杉 破壁机 静音款", 229),
    ("云杉 养生壶 1.5L", 79), ("云杉 电饭煲 4L", 169), ("云杉 手持吸尘器 无线", 259),
    ("云杉 加湿器 4L", 99), ("云杉 电吹风 负离子", 89),
)  # fmt: skip


def reception(path: Path, dates: Sequence[dt.date], days: Sequence[Day]) -> Path:
    """咨询接待 of the whole shop, a row for each day; more than its agents, since the robot serves too."""
    rows: list[Sequence[Any]] = [RECEPTION]
    for date in dates:
        own = [day for day in days if day.date == date]
        if own:
            rows.append(_shop_day(date, own))
    return sheet(path, rows)


def _shop_day(date: dt.date, own: Sequence[Day]) -> list[Any]:
    """Sums of the day's agents, and a little that belongs to nobody."""
    served = sum(day.reception for day in own)
    alone = served // 40
    missed = sum(day.noreply for day in own) + alone // 6
    rounds, buyer, agent = (sum(getattr(day, name) for day in own) for name in _SUMMED)
    consult = served + alone + missed
    return [
        f"{date:%Y-%m-%d}", consult, served + alone, missed, served - served // 14,
        f"{sum(day.resp_secs for day in own) / rounds:.2f}",
        f"{sum(day.within_3min for day in own) / rounds:.2%}",
        consult + consult // 9, served + served // 9, missed, f"{(served + alone) / consult:.2%}",
        f"{sum(day.first_secs for day in own) / served:.2f}",
        sum(day.slow for day in own), sum(day.long for day in own), consult - consult // 12, consult // 12,
        buyer + agent, buyer, agent, f"{agent / buyer:.2f}", sum(day.chars for day in own), "6分12秒",
    ]  # fmt: skip


_SUMMED = ("rounds", "buyer_msgs", "agent_msgs")


def products(path: Path, days: Sequence[Day], rng: Random) -> Path:
    """商品咨询分析 of a span: five rows of banners first, a mean and a sum below."""
    asked, paid = sum(day.inquiry for day in days), sum(day.paid for day in days)
    weights = [rng.uniform(0.5, 1.6) for _ in GOODS]
    lines: list[list[Any]] = []
    for number, (name, price) in enumerate(GOODS):
        share = weights[number] / sum(weights)
        inquiries, buyers = round(asked * share), round(paid * share * rng.uniform(0.85, 1.1))
        today, items = buyers - buyers // 7, buyers + buyers // 9
        lines.append([
            name, f"6{number + 1:02d}8812{number * 37 + 104}", inquiries + inquiries // 3, inquiries,
            inquiries - inquiries // 9, f"{buyers / max(1, inquiries):.2%}",
            f"{today / max(1, inquiries):.2%}", today, f"{today * price:.2f}",
            buyers, f"{items * price:.2f}", items,
        ])  # fmt: skip
    rows = [
        ["下载数据最多5000条，超出部分会被截断！"], ["收藏网址，让数据帮您生意参谋！"], [], [], [],
        PRODUCTS, *lines,
        ["平均值", "-", *["-"] * 10],
        ["汇总值", "-", sum(line[2] for line in lines), sum(line[3] for line in lines), *["-"] * 8],
    ]  # fmt: skip
    return sheet(path, rows)


def with_faults(folder: Path, day: dt.date, days: Sequence[Day]) -> Path:
    """A day of 咨询接待分析 as sent again: one figure mended, two cells that nobody can read."""
    rows: list[Sequence[Any]] = [QIANNIU]
    for number, d in enumerate(days):
        average = "延迟" if number == 0 else f"{d.resp_secs / d.rounds:.2f}"
        served = -3 if number == 1 else d.reception + 2 * (number in {3, 4, 5})
        rows.append([
            d.nick, d.consult + 2 * (number in {3, 4, 5}), served, d.noreply, d.effective, average,
            f"{d.within_3min / d.rounds:.2%}", f"{d.reception / (d.consult or 1):.2%}",
            f"{d.first_secs / d.first_n:.2f}", d.slow, f"{d.agent_msgs / d.buyer_msgs:.2f}", d.team,
        ])  # fmt: skip
    return sheet(folder / f"咨询接待分析_客服_{day:%Y%m%d}_{day:%Y%m%d}_更正.xlsx", rows)
