"""The demo's files, each in the form in which its platform exports it, with the traps that come along."""

import csv
import datetime as dt
import html
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

from kpi.demo.figures import Day, calls

TAOBAO = [
    "旺旺昵称",
    "报表统计日期",
    "咨询人数",
    "接待人数",
    "未回复人数",
    "询单人数",
    "询单最终付款人数",
    "买家消息数",
    "客服消息数",
    "客服字数",
    "首次响应总耗时(s)",
    "首次响应人数",
    "总响应时间(s)",
    "总响应人数",
    "慢响应人数",
    "长接待人数",
    "下单优先判定销售额",
    "下单优先判定销售人数",
    "下单优先判定退款金额",
]
QIANNIU = [
    "旺旺昵称",
    "咨询人数",
    "接待人数",
    "未回复人数",
    "有效接待人数",
    "平均响应时长（秒)",
    "3分钟人工响应率",
    "旺旺回复率",
    "首次响应时长（秒)",
    "慢响应人数",
    "答问比",
    "旺旺分组",
]
CHITU = [
    "客服昵称",
    "接待人数",
    "询单人数",
    "销售额",
    "销售量",
    "销售人数",
    "销售订单数",
    "询单->最终付款转化率",
    "服务满意度评价参与率",
    "客户满意率",
    "服务满意度评价很满意",
    "服务满意度评价满意",
    "服务满意度评价一般",
    "服务满意度评价不满",
    "服务满意度评价很不满",
]
JD = [
    "客服",
    "日期",
    "咨询量",
    "接待量",
    "首次平均响应时间",
    "平均响应时间",
    "30s应答率",
    "满意率",
    "24小时下单金额",
    "售前接待人数",
    "促成下单人数",
    "促成下单商品金额",
]
PDD = [
    "序号",
    "客服账号",
    "客服服务分",
    "咨询人数",
    "询单人数",
    "最终成团人数",
    "询单转化率",
    "客服销售额",
    "去退销售额",
    "需要人工回复的咨询人数",
    "人工接待人数",
    "3分钟未回复人数",
    "3分钟人工回复率",
    "30秒应答率",
    "平均人工响应时长",
    "评分≤3订单数",
    "纠纷退款数",
    "投诉数",
]
ONLINE = [
    "客服",
    "旺旺",
    "上班天数",
    "在线总时长(秒)",
    "平均日在线时长(秒)",
    "服务总时长(秒)",
    "平均日服务时长(秒)",
    "挂起总时长(秒)",
    "平均日挂起时长(秒)",
]
PHONE = [
    "Call Id", "Agent", "Date", "Time", "Topic", "Answered (Y/N)", "Resolved",
    "Speed of answer in seconds", "AvgTalkDuration", "Satisfaction rating",
]  # fmt: skip


def sheet(path: Path, rows: Iterable[Sequence[Any]], name: str = "数据信息") -> Path:
    """A workbook of one sheet."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    page = book.add_worksheet(name)
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return path


def taobao(path: Path, days: list[Day]) -> Path:
    """A week of the open platform's performance table: totals and counts, one attribution rule."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(TAOBAO)
        for d in days:
            out.writerow(
                [
                    d.nick,
                    d.date,
                    d.consult,
                    d.reception,
                    d.noreply,
                    d.inquiry,
                    d.paid,
                    d.buyer_msgs,
                    d.agent_msgs,
                    d.chars,
                    d.first_secs,
                    d.first_n,
                    d.resp_secs,
                    d.rounds,
                    d.slow,
                    d.long,
                    f"{d.sales:.2f}",
                    d.paid,
                    f"{d.refund:.2f}",
                ]
            )
    return path


def qianniu(folder: Path, day: dt.date, days: list[Day]) -> Path:
    """One day of 咨询接待分析 by agent: the day only in the file's name, ratios as text, totals below."""
    rows: list[list[Any]] = [QIANNIU]
    for d in days:
        asked = d.consult or 1
        rows.append(
            [
                d.nick,
                d.consult,
                d.reception,
                d.noreply,
                d.effective,
                f"{d.resp_secs / d.rounds:.2f}",
                f"{d.within_3min / d.rounds:.2%}",
                f"{d.reception / asked:.2%}",
                f"{d.first_secs / d.first_n:.2f}",
                d.slow,
                f"{d.agent_msgs / d.buyer_msgs:.2f}",
                d.team,
            ]
        )
    rows.append(["汇总值", sum(d.consult for d in days), sum(d.reception for d in days)] + ["-"] * 9)
    rows.append(["平均值", round(sum(d.consult for d in days) / max(1, len(days)), 2)] + ["-"] * 10)
    return sheet(folder / f"咨询接待分析_客服_{day:%Y%m%d}_{day:%Y%m%d}.xlsx", rows)


def chitu(folder: Path, day: dt.date, days: list[Day], *, ripe: bool) -> Path:
    """One day of a custom report; the late figure reads 延迟统计 until it is ripe."""
    rows: list[list[Any]] = [CHITU]
    for d in days:
        late = f"{d.paid / d.inquiry:.2%}" if ripe and d.inquiry else "延迟统计"
        good = (d.grades[0] + d.grades[1]) / d.received if d.received else None
        rows.append(
            [
                d.nick,
                d.reception,
                d.inquiry,
                f"{d.sales:,.2f}",
                d.items,
                d.paid,
                d.orders,
                late,
                f"{d.received / d.sent:.2%}" if d.sent else "--",
                f"{good:.2%}" if good is not None else "--",
                *list(d.grades),
            ]
        )
    rows.append(["汇总", sum(d.reception for d in days)] + ["-"] * 13)
    rows.append(["均值"] + ["-"] * 14)
    return sheet(folder / f"自定义报表_客服日报_下单优先判定_{day}至{day}.xlsx", rows)


def jd(path: Path, days: list[Day]) -> Path:
    """A week of 咚咚 workload in GBK, durations as text."""
    with path.open("w", encoding="gb18030", newline="") as file:
        out = csv.writer(file)
        out.writerow(JD)
        for d in days:
            good = (d.grades[0] + d.grades[1]) / d.received if d.received else None
            out.writerow(
                [
                    d.nick,
                    f"{d.date:%Y/%m/%d}",
                    d.consult,
                    d.reception,
                    f"{d.first_secs / d.first_n:.1f}秒",
                    f"{d.resp_secs / d.rounds:.1f}秒",
                    f"{d.within_30s / d.rounds:.2%}",
                    f"{good:.2%}" if good is not None else "-",
                    f"{d.sales:,.2f}",
                    d.inquiry,
                    d.ordered,
                    f"{d.sales:.2f}",
                ]
            )
    return path


def pdd(folder: Path, day: dt.date, days: list[Day]) -> Path:
    """One day of 客服绩效: an HTML table that calls itself .xls."""
    rows: list[list[Any]] = [PDD]
    for number, d in enumerate(days, start=1):
        rate = f"{d.paid / d.inquiry:.2%}" if d.inquiry else "-"
        rows.append(
            [
                number,
                d.nick,
                "4.8",
                d.consult,
                d.inquiry,
                d.paid,
                rate,
                f"{d.sales:.2f}元",
                f"{d.sales - d.refund:.2f}元",
                d.consult,
                d.reception,
                d.noreply,
                f"{1 - d.noreply / d.consult:.2%}",
                f"{d.within_30s / d.rounds:.2%}",
                f"{d.resp_secs / d.rounds:.0f}秒",
                d.grades[3] + d.grades[4],
                0,
                0,
            ]
        )
    rows.append(["总计", "-", "-", sum(d.consult for d in days)] + ["-"] * 14)
    cells = "".join(
        "<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    path = folder / f"客服绩效_{day}.xls"
    path.write_text(
        f'<html><head><meta charset="gbk"></head><body><table>{cells}</table></body></html>', "gb18030"
    )
    return path


def online(folder: Path, first: dt.date, last: dt.date, days: list[Day]) -> Path:
    """A week of 遵时率 as one period: on-line, serving and suspended seconds."""
    rows: list[list[Any]] = [ONLINE]
    for nick in sorted({d.nick for d in days}):
        own = [d for d in days if d.nick == nick]
        total, busy = sum(d.online_secs for d in own), sum(d.busy_secs for d in own)
        rows.append(
            [nick, nick, len(own), total, total // len(own), busy, busy // len(own), 1800, 1800 // len(own)]
        )
    return sheet(folder / f"遵时率_{first}至{last}.xlsx", rows, "Sheet1")


def phone(
    path: Path,
    persons: list[Any],
    dates: Iterable[dt.date],
    rng: Random,
    on_shift: Mapping[dt.date, Collection[str]],
) -> Path:
    """A log of calls with the on-duty shift's after midnight, in order of time.

    `on_shift` are the numbers of those who work on a date; where it is silent everybody may.
    """
    rows: list[Sequence[Any]] = [PHONE]
    for day in dates:
        here = [person for person in persons if person.no in on_shift.get(day, ())] or persons
        for who, start, answered, wait, talk, solved, rating in calls(here, day, rng):
            spoken = f"{talk // 3600:02d}:{talk // 60 % 60:02d}:{talk % 60:02d}"
            tail = [wait, spoken, rating] if answered else [None, None, None]
            yes = "Y" if answered else "N"
            solve = "Y" if answered and solved else "N"
            moment = [start.strftime("%Y-%m-%d"), start.strftime("%H:%M:%S")]
            rows.append([f"T{start:%y%m%d%H%M%S}{len(rows)}", who.nick, *moment, "售后", yes, solve, *tail])
    return sheet(path, rows, "Sheet1")
