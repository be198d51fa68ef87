"""Files of chats to masked drafts: a table with a row for each turn, or JSON. No database, clock or settings.

Texts, labels and the values named in faults are masked here, so that nothing unmasked leaves this module.
A chat with a faulty row is held back whole, since half a chat misleads who reads it.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from cstm import cells
from cstm.errors import DomainError
from cstm.spreadsheets import Row
from kpi.layouts.base import normal
from kpi.rules.masking import mask

HEADER_WITHIN = 20
LONGEST_TEXT, MOST_TURNS, LABEL = 4000, 1000, 60
COLUMNS: dict[str, tuple[str, ...]] = {
    "conversation": (
        "conversation", "conversation id", "dialogue_id", "dialogue", "chat", "chat id", "session",
        "session id",
        "会话", "会话id", "会话编号", "对话", "对话id", "聊天id", "会话标识",
    ),
    "turn": ("turn", "turn number", "no", "seq", "轮次", "序号", "消息序号"),
    "role": ("role", "sender", "speaker", "from", "角色", "发送方", "发送者", "说话人", "发送人类型"),
    "text": ("text", "message", "content", "内容", "消息", "消息内容", "聊天内容", "文本"),
    "time": ("time", "sent at", "at", "时间", "发送时间", "消息时间"),
    "account": (
        "account", "agent", "agent account", "客服", "客服账号", "客服昵称", "旺旺", "旺旺昵称", "子账号",
    ),
    "store": ("store", "shop", "店铺", "店铺名称"),
    "start": ("start", "started at", "date", "开始时间", "会话开始时间", "日期", "会话日期"),
    "rating": ("rating", "score", "csat", "评价", "满意度", "评分", "买家评价"),
}  # fmt: skip
NEEDED = ("conversation", "role", "text")
ROLES = {
    **dict.fromkeys(
        ("customer", "buyer", "user", "client", "买家", "顾客", "客户", "用户", "消费者"), "customer"
    ),
    **dict.fromkeys(("agent", "seller", "staff", "service", "客服", "卖家", "商家", "人工客服"), "agent"),
    **dict.fromkeys(("system", "robot", "bot", "系统", "系统消息", "机器人", "智能客服"), "system"),
}
RATINGS = {
    **dict.fromkeys(("很满意", "非常满意", "very satisfied", "好评"), 5),
    **dict.fromkeys(("满意", "satisfied"), 4),
    **dict.fromkeys(("一般", "neutral", "中评"), 3),
    **dict.fromkeys(("不满", "不满意", "dissatisfied"), 2),
    **dict.fromkeys(("很不满", "很不满意", "非常不满意", "very dissatisfied", "差评"), 1),
}
SENTENCES: dict[str, str] = {
    "no_conversation": _("Say which conversation the row belongs to."),
    "bad_role": _("Write who speaks: customer, agent or system (买家, 客服, 系统)."),
    "no_text": _("The text is empty."),
    "too_long": _("The text has more than 4,000 characters. Shorten it or split it into turns."),
    "bad_turn": _("The turn's number is a whole number from 1 on, or empty."),
    "turn_twice": _("This conversation has that turn already. Number the turns anew."),
    "too_many_turns": _("The conversation has more than 1,000 turns. Split it."),
    "bad_time": _("This is not a time. Write it like 2026-11-21 14:40."),
    "bad_rating": _("A rating is 1 to 5 or a word such as 满意; leave it empty where there is none."),
    "no_account": _("Say whose account it is, in a column or for the whole file."),
    "two_accounts": _("The conversation has two accounts. Give each agent's part a conversation of its own."),
    "no_day": _("Say when the conversation began, in a column or for the whole file."),
    "future": _("The conversation lies in the future."),
    "too_old": _("The conversation is older than chats are kept here."),
    "unknown_store": _("There is no such store in your part. Check the name, or leave the column empty."),
    "not_an_object": _("This is not a conversation. Give an object with turns."),
    "held_back": _("Another row of this conversation has a fault."),
}


@dataclass(frozen=True, slots=True)
class Given:
    """What the person said for the whole file, and the days between which a chat may lie."""

    account: str = ""
    day: dt.date | None = None
    oldest: dt.date = dt.date.min
    today: dt.date = dt.date.max


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is refused: its number (a conversation's in JSON), the column, the masked value, a code."""

    row: int
    column: str
    value: str
    code: str


@dataclass(frozen=True, slots=True)
class TurnDraft:
    """One masked turn; the time without zone, as the file has it."""

    number: int
    role: str
    text: str
    at: dt.datetime | None


@dataclass(slots=True)
class ChatDraft:
    """One masked conversation; `store` is a name, "" where the file has none."""

    row: int
    digest: str
    label: str
    account: str = ""
    store: str = ""
    day: dt.date | None = None
    started_at: dt.datetime | None = None
    rating: int | None = None
    turns: list[TurnDraft] = field(default_factory=list)


@dataclass(slots=True)
class Parsed:
    """What a file holds."""

    chats: list[ChatDraft] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    rows: int = 0


@dataclass(frozen=True, slots=True)
class _Raw:
    """A turn as the file has it: its row, the column of each field, the cells."""

    row: int
    where: Mapping[str, str]
    values: Mapping[str, Any]


class _Bad(Exception):  # noqa: N818 - a reason, handed on within this file
    """A cell that cannot be taken."""

    def __init__(self, name: str, code: str) -> None:
        super().__init__(code)
        self.name, self.code = name, code


def places_of(row: Sequence[Any]) -> dict[str, int] | None:
    """Where the known columns stand in a header, or None for a row that is none."""
    names = {normal(alias): key for key, aliases in COLUMNS.items() for alias in aliases}
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        key = names.get(normal(str(cell)))
        if key and key not in found:
            found[key] = place
    return found if all(key in found for key in NEEDED) else None


def read_table(rows: Iterable[Row], given: Given) -> Parsed | None:
    """The chats of a sheet, or None where it has no header within its first rows."""
    places: dict[str, int] | None = None
    heads: dict[str, str] = {}
    raws: list[_Raw] = []
    for seen, row in enumerate(rows):
        if places is None:
            if seen >= HEADER_WITHIN:
                return None
            places = places_of(row.cells)
            if places is not None:
                heads = {key: str(row.cells[place]).strip()[:60] for key, place in places.items()}
            continue
        values = {key: row.cells[at] if at < len(row.cells) else "" for key, at in places.items()}
        raws.append(_Raw(row.number, heads, values))
    if places is None:
        return None
    parsed = _gather(raws, given)
    parsed.columns = heads
    return parsed


def read_json(data: Any, given: Given) -> Parsed:
    """The chats of a JSON document: a list of conversations with `turns`, or of turns, or either by a name.

    Raises DomainError for a document of another shape.
    """
    if isinstance(data, dict):
        data = next((data[key] for key in ("conversations", "chats", "turns", "rows") if key in data), data)
    if not isinstance(data, list):
        raise DomainError(
            gettext(
                "The JSON is not a list of conversations. Give a list of objects with conversation and turns."
            ),
            code="bad_json",
        )
    bad = [
        Fault(number, "", mask(str(each)[:80]), "not_an_object")
        for number, each in enumerate(data, start=1)
        if not isinstance(each, dict) or not isinstance(each.get("turns", []), list)
    ]
    parsed = _gather(_raws_of(data), given)
    parsed.faults = sorted([*parsed.faults, *bad], key=lambda fault: fault.row)
    return parsed


def _raws_of(data: Sequence[Any]) -> Iterator[_Raw]:
    """Turns of a JSON list; places are named like `turns[3].role`."""
    for number, each in enumerate(data, start=1):
        if not isinstance(each, dict):
            continue
        turns = each.get("turns")
        if turns is None:
            yield _Raw(number, {key: key for key in COLUMNS}, _known(each))
        elif isinstance(turns, list):
            about = {
                key: value
                for key, value in _known(each).items()
                if key not in ("role", "text", "time", "turn")
            }
            for place, turn in enumerate(turns):
                inner = _known(turn) if isinstance(turn, dict) else {"text": turn}
                where = {
                    key: f"turns[{place}].{key}" if key in ("role", "text", "time", "turn") else key
                    for key in COLUMNS
                }
                yield _Raw(number, where, {**about, **inner})


def _known(each: Mapping[str, Any]) -> dict[str, Any]:
    """The known fields of an object by any of their names; what is no plain value is written as text."""
    names = {normal(alias): key for key, aliases in COLUMNS.items() for alias in aliases}
    found: dict[str, Any] = {}
    for name, value in each.items():
        key = names.get(normal(str(name)))
        if key and value is not None:
            found.setdefault(key, value if isinstance(value, str | int | float) else str(value))
    return found


def _gather(raws: Iterable[_Raw], given: Given) -> Parsed:
    """Turns under their conversations; those with a fault are held back whole."""
    parsed = Parsed()
    chats: dict[str, ChatDraft] = {}
    numbers: dict[str, set[int]] = {}
    broken: set[str] = set()
    for raw in raws:
        parsed.rows += 1
        name = _text(raw, "conversation")
        try:
            if not name:
                raise _Bad("conversation", "no_conversation")
            chat = chats.get(name)
            if chat is None:
                digest = hashlib.sha256(name.encode()).hexdigest()
                chat = chats[name] = ChatDraft(raw.row, digest, mask(name)[:LABEL])
                numbers[name] = set()
            _about(chat, raw, given)
            _take_turn(chat, numbers[name], raw)
        except _Bad as bad:
            broken.add(name)
            value = mask(_text(raw, bad.name))[:80]
            parsed.faults.append(Fault(raw.row, raw.where.get(bad.name, bad.name), value, bad.code))
    for name, chat in chats.items():
        if name not in broken:
            parsed.chats.append(chat)
            chat.turns.sort(key=lambda turn: turn.number)
        elif all(fault.row != chat.row for fault in parsed.faults):
            parsed.faults.append(Fault(chat.row, raw_name(parsed), chat.label, "held_back"))
    parsed.faults.sort(key=lambda fault: fault.row)
    return parsed


def raw_name(parsed: Parsed) -> str:
    """What the file calls the column of conversations."""
    return parsed.columns.get("conversation", "conversation")


def _about(chat: ChatDraft, raw: _Raw, given: Given) -> None:
    """What a row says of its conversation; the first row that says something counts."""
    account = _text(raw, "account") or given.account
    if not account:
        raise _Bad("account", "no_account")
    if chat.account and chat.account != account:
        raise _Bad("account", "two_accounts")
    chat.account = account[:160]
    chat.store = chat.store or _text(raw, "store")[:120]
    if chat.day is None:
        begun = _moment(raw, "start") or _moment(raw, "time")
        chat.day = begun.date() if begun else given.day
        if begun is not None and (begun.hour or begun.minute or begun.second):
            chat.started_at = begun
        if chat.day is None:
            raise _Bad("start", "no_day")
        if chat.day > given.today:
            raise _Bad("start", "future")
        if chat.day < given.oldest:
            raise _Bad("start", "too_old")
    if chat.rating is None:
        chat.rating = _rating(raw)


def _take_turn(chat: ChatDraft, numbers: set[int], raw: _Raw) -> None:
    """One turn of a conversation."""
    role = ROLES.get(_text(raw, "role").casefold())
    if role is None:
        raise _Bad("role", "bad_role")
    text = _text(raw, "text")
    if not text:
        raise _Bad("text", "no_text")
    if len(text) > LONGEST_TEXT:
        raise _Bad("text", "too_long")
    number = _turn_number(raw) or max(numbers, default=0) + 1
    if number in numbers:
        raise _Bad("turn", "turn_twice")
    if len(numbers) >= MOST_TURNS:
        raise _Bad("turn", "too_many_turns")
    numbers.add(number)
    chat.turns.append(TurnDraft(number, role, mask(text), _moment(raw, "time")))


def _turn_number(raw: _Raw) -> int | None:
    """The number of a turn, None where the file has none."""
    try:
        found = cells.whole(raw.values.get("turn", ""))
    except cells.BadCell as bad:
        raise _Bad("turn", "bad_turn") from bad
    if found is None:
        return None
    number = int(found) if not isinstance(found, cells.Pending) else 0
    if not 1 <= number <= 1_000_000:
        raise _Bad("turn", "bad_turn")
    return number


def _moment(raw: _Raw, name: str) -> dt.datetime | None:
    try:
        return cells.moment(raw.values.get(name, ""))
    except cells.BadCell as bad:
        raise _Bad(name, "bad_time") from bad


def _rating(raw: _Raw) -> int | None:
    """1 to 5 as a number or in words; None where nothing is said."""
    text = _text(raw, "rating").casefold()
    if cells.is_missing(text):
        return None
    if text in RATINGS:
        return RATINGS[text]
    try:
        found = cells.whole(text.removesuffix("星").removesuffix("分"))
    except cells.BadCell as bad:
        raise _Bad("rating", "bad_rating") from bad
    if found is None or isinstance(found, cells.Pending) or not 1 <= found <= 5:
        raise _Bad("rating", "bad_rating")
    return int(found)


def _text(raw: _Raw, name: str) -> str:
    """A cell as text; 12.0 is 12, as spreadsheets keep whole numbers."""
    value = raw.values.get(name, "")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "".join(sign for sign in str(value) if sign >= " " or sign in "\n\t").strip()
