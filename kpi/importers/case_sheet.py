"""Columns of the sheets of cases and of script use: a row in, a clean draft or the faults of its cells out.

Drafts hold plain values that JSON can keep; names of stores, people and categories are looked up later.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from cstm import cells
from cstm.cells import BadCell
from kpi.choices.cases import CaseKind, CasePriority, CaseSource

HEADER_WITHIN = 20
CASES: dict[str, tuple[str, ...]] = {
    "opened": ("opened at", "date", "time", "登记时间", "创建时间", "日期", "投诉时间", "受理时间"),
    "kind": ("type", "类型", "工单类型", "问题类型"),
    "store": ("shop", "店铺", "店铺名称"),
    "title": ("subject", "标题", "问题", "问题描述", "投诉内容", "主题"),
    "owner": ("employee number", "owner number", "工号", "跟进人工号", "处理人工号", "负责人工号"),
    "category": ("分类", "问题分类", "投诉分类"),
    "priority": ("优先级", "紧急程度"),
    "source": ("channel", "来源", "渠道"),
    "text": ("details", "详情", "备注", "详细描述"),
    "buyer": ("buyer name", "买家", "买家昵称", "买家旺旺", "客户昵称"),
    "order_no": ("order", "order number", "订单号", "订单编号"),
    "product_no": ("product number", "商品编号", "商品id", "货号"),
    "product": ("product name", "商品", "商品名称", "宝贝名称"),
    "refund": ("refund amount", "退款金额", "赔付金额"),
    "promise": ("promise to the buyer", "承诺", "对买家的承诺"),
    "courier": ("快递", "快递公司", "物流公司"),
    "tracking": ("tracking number", "快递单号", "运单号", "物流单号"),
    "review_changed": ("review changed", "是否改评", "评价是否修改", "改评"),
    "closed": ("closed at", "结案时间", "完结时间", "处理完成时间"),
    "outcome": ("result", "处理结果", "解决方案"),
}
CASES_NEEDED = ("opened", "kind", "store", "title", "owner")
SCRIPTS: dict[str, tuple[str, ...]] = {
    "owner": ("employee number", "工号", "员工编号"),
    "store": ("shop", "店铺", "店铺名称"),
    "day": ("date", "日期"),
    "used": ("canned replies", "快捷短语使用次数", "快捷短语次数", "话术使用次数", "快捷回复次数"),
    "edited": ("changed before sending", "修改后发送", "编辑后发送"),
    "messages": ("messages sent", "客服消息数", "发送消息数", "消息数"),
}
SCRIPTS_NEEDED = ("owner", "store", "day", "used")
LENGTHS = {"title": 160, "text": 4000, "buyer": 80, "order_no": 60, "product_no": 60, "product": 200}
LENGTHS |= {"outcome": 1000, "promise": 300, "courier": 300, "tracking": 300}
KINDS: dict[str, str] = {
    "投诉": CaseKind.COMPLAINT, "客诉": CaseKind.COMPLAINT, "升级": CaseKind.ESCALATION,
    "升级上报": CaseKind.ESCALATION, "破损": CaseKind.DAMAGED, "破损订单": CaseKind.DAMAGED,
    "退货": CaseKind.RETURN, "换货": CaseKind.RETURN, "退换货": CaseKind.RETURN, "退款": CaseKind.RETURN,
    "快递理赔": CaseKind.COURIER, "物流理赔": CaseKind.COURIER, "理赔": CaseKind.COURIER,
    "差评": CaseKind.REVIEW, "中差评": CaseKind.REVIEW, "差评跟进": CaseKind.REVIEW,
    "回访": CaseKind.CALL_BACK,
    "商品问题": CaseKind.FAULT, "链接问题": CaseKind.FAULT, "商品故障": CaseKind.FAULT,
    "damaged order": CaseKind.DAMAGED, "return or exchange": CaseKind.RETURN, "exchange": CaseKind.RETURN,
    "courier claim": CaseKind.COURIER, "negative review": CaseKind.REVIEW, "call-back": CaseKind.CALL_BACK,
    "callback": CaseKind.CALL_BACK,
}  # fmt: skip
PRIORITIES: dict[str, str] = {
    "紧急": CasePriority.URGENT, "特急": CasePriority.URGENT, "高": CasePriority.HIGH,
    "中": CasePriority.NORMAL, "普通": CasePriority.NORMAL, "一般": CasePriority.NORMAL,
    "低": CasePriority.LOW,
}  # fmt: skip
SOURCES: dict[str, str] = {
    "旺旺": CaseSource.CHAT, "咨询": CaseSource.CHAT, "聊天": CaseSource.CHAT, "电话": CaseSource.PHONE,
    "评价": CaseSource.REVIEW, "平台": CaseSource.PLATFORM, "售后": CaseSource.AFTER_SALES,
    "快递": CaseSource.COURIER, "同事": CaseSource.COLLEAGUE, "其他": CaseSource.OTHER,
}  # fmt: skip
CHANGED: dict[str, str] = {
    "是": "yes",
    "已改": "yes",
    "已修改": "yes",
    "yes": "yes",
    "否": "no",
    "未改": "no",
    "no": "no",
    "waiting": "waiting",
    "待跟进": "waiting",
}


@dataclass(frozen=True, slots=True)
class SheetFault:
    """Why a row is refused: row, column, the value as found, a code, and a sentence that says what to do."""

    row: int
    column: str
    value: str
    why: str
    message: str

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)


Draft = dict[str, Any]


def columns_of(
    row: Sequence[Any], known: Mapping[str, Sequence[str]], needed: Sequence[str]
) -> dict[str, int] | None:
    """Where each column stands, if this row is the header, else None. Of two alike the first counts."""
    words = {alias: column for column, names in known.items() for alias in (column, *names)}
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        title = text(cell).lower().strip("*＊")
        column = words.get(title) or words.get(title.replace(" ", "_")) or words.get(title.replace("_", " "))
        if column is not None:
            found.setdefault(column, place)
    return found if all(column in found for column in needed) else None


class Reader:
    """One row's cells by column; collects faults."""

    def __init__(self, number: int, row: Sequence[Any], places: Mapping[str, int]) -> None:
        self.number, self._row, self._places = number, row, places
        self.faults: list[SheetFault] = []

    def cell(self, name: str) -> Any:
        """The raw cell; None where the column is absent."""
        place = self._places.get(name, -1)
        return self._row[place] if 0 <= place < len(self._row) else None

    def refuse(self, name: str, why: str, message: str) -> None:
        """Note a fault of a cell."""
        self.faults.append(SheetFault(self.number, name, text(self.cell(name))[:80], why, message))

    def words(self, name: str, *, needed: bool = False) -> str:
        """A text that fits its field."""
        found = text(self.cell(name))
        if needed and not found:
            self.refuse(name, "missing", _("This cell must not be empty."))
        if len(found) > LENGTHS.get(name, 120):
            self.refuse(name, "too_long", _("At most %(n)s signs.") % {"n": LENGTHS.get(name, 120)})
        return found

    def one_of(self, name: str, choices: Any, aliases: Mapping[str, str], usual: str) -> str:
        """A choice by its code, its name or a usual word."""
        word = text(self.cell(name)).lower()
        if not word:
            return usual
        names = {str(label).lower(): str(code) for code, label in choices.choices}
        found = word if word in choices.values else aliases.get(word) or names.get(word)
        if found is None:
            listed = ", ".join(str(label) for _code, label in choices.choices)
            self.refuse(name, "unknown", _("Write one of: %(choices)s.") % {"choices": listed})
        return str(found or usual)

    def moment(self, name: str, *, needed: bool = False) -> str:
        """A date with or without a time, as ISO text without a zone."""
        cell = self.cell(name)
        try:
            found = cells.moment(cell)
        except BadCell as fault:
            self.refuse(name, fault.code, str(fault))
            return ""
        if found is None:
            if needed:
                self.refuse(name, "missing", _("This cell must not be empty."))
            return ""
        if found.time() == dt.time() and ":" not in text(cell):
            found = found.replace(hour=12)  # A date alone: noon lies on the business date of every store.
        return found.replace(tzinfo=None, microsecond=0).isoformat()

    def day(self, name: str) -> str:
        """A date as ISO text."""
        try:
            found = cells.day(self.cell(name))
        except BadCell as fault:
            self.refuse(name, fault.code, str(fault))
            return ""
        if found is None:
            self.refuse(name, "missing", _("This cell must not be empty."))
            return ""
        return found.isoformat()

    def amount(self, name: str) -> str:
        """Money as text with two places; empty where nothing stands."""
        word = text(self.cell(name)).replace(",", "").lstrip("¥￥")
        if word in ("", "-", "--"):
            return ""
        try:
            number = Decimal(word)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or not 0 <= number < Decimal(10**9):
            self.refuse(name, "number", _("Give an amount such as 25.00."))
            return ""
        return f"{number.quantize(Decimal('0.01'))}"

    def count(self, name: str, *, needed: bool = False) -> int | None:
        """A whole number from 0 up; None where nothing stands."""
        word = text(self.cell(name)).replace(",", "")
        if word in ("", "-", "--"):
            if needed:
                self.refuse(name, "missing", _("This cell must not be empty."))
            return None
        if not word.isascii() or not word.isdigit() or len(word) > 9:
            self.refuse(name, "number", _("Give a whole number such as 120."))
            return None
        return int(word)


def case(number: int, row: Sequence[Any], places: Mapping[str, int]) -> Draft | list[SheetFault]:
    """One row of the sheet of cases."""
    read = Reader(number, row, places)
    kind = read.one_of("kind", CaseKind, KINDS, "")
    if not kind and not read.faults:
        read.refuse("kind", "missing", _("This cell must not be empty."))
    draft: Draft = {
        "row": number,
        "kind": kind,
        "opened": read.moment("opened", needed=True),
        "closed": read.moment("closed"),
        "store": read.words("store", needed=True),
        "owner": read.words("owner", needed=True),
        "category": read.words("category"),
        "priority": read.one_of("priority", CasePriority, PRIORITIES, CasePriority.NORMAL),
        "source": read.one_of("source", CaseSource, SOURCES, CaseSource.FILE),
        "refund": read.amount("refund"),
    }
    for name in ("title", "text", "buyer", "order_no", "product_no", "product", "outcome"):
        draft[name] = read.words(name, needed=name == "title")
    draft["fields"] = {
        name: read.words(name) for name in ("promise", "courier", "tracking") if text(read.cell(name))
    }
    if changed := text(read.cell("review_changed")).lower():
        if changed in CHANGED:
            draft["fields"]["review_changed"] = CHANGED[changed]
        else:
            read.refuse("review_changed", "unknown", _("Write yes, no or waiting (是, 否, 待跟进)."))
    if draft["closed"] and draft["opened"] and draft["closed"] < draft["opened"]:
        read.refuse("closed", "order", _("It was closed before it was opened."))
    if draft["closed"] and not draft["outcome"]:
        read.refuse("outcome", "missing", _("Say how it was settled, or leave the closing time empty."))
    return read.faults or draft


def script(number: int, row: Sequence[Any], places: Mapping[str, int]) -> Draft | list[SheetFault]:
    """One row of the sheet of script use."""
    read = Reader(number, row, places)
    draft: Draft = {
        "row": number,
        "owner": read.words("owner", needed=True),
        "store": read.words("store", needed=True),
        "day": read.day("day"),
        "used": read.count("used", needed=True),
        "edited": read.count("edited"),
        "messages": read.count("messages"),
    }
    used, edited, messages = draft["used"], draft["edited"], draft["messages"]
    if used is not None and edited is not None and edited > used:
        read.refuse("edited", "order", _("More replies were changed than sent."))
    if used is not None and messages is not None and messages < used:
        read.refuse("messages", "order", _("More canned replies than messages."))
    return read.faults or draft


def text(value: Any) -> str:
    """A cell as text."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()
