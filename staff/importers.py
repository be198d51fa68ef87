"""Columns of the people and accounts sheets: a row in, a clean draft or the faults of its cells out."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cstm import cells
from cstm.errors import DomainError
from staff.choices import Line, Platform, Role

HEADER_WITHIN = 20
PEOPLE_COLUMNS: dict[str, tuple[str, ...]] = {
    "employee_no": ("employee number", "工号", "员工编号"),
    "name": ("姓名", "名字"),
    "team": ("小组", "团队", "部门"),
    "roles": ("role", "角色", "岗位"),
    "line": ("业务线",),
    "grade": ("职级",),
    "hired_on": ("hired on", "入职日期"),
    "left_on": ("last day", "离职日期"),
    "email": ("mail", "邮箱"),
    "phone": ("telephone", "电话", "手机"),
    "team_from": ("调组日期",),
}
ACCOUNT_COLUMNS: dict[str, tuple[str, ...]] = {
    "employee_no": ("employee number", "工号", "员工编号"),
    "store": ("店铺",),
    "platform": ("平台",),
    "account": ("account name", "子账号", "旺旺昵称", "客服账号"),
    "valid_from": ("from", "开始日期"),
    "valid_to": ("to", "结束日期"),
}
NEEDED_OF_PEOPLE = ("employee_no", "name")
NEEDED_OF_ACCOUNTS = ("employee_no", "store", "account")
LENGTHS = {"employee_no": 40, "name": 120, "email": 254, "phone": 40, "store": 120, "account": 160}
MAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is refused: where, the value as found, a code, and a sentence."""

    row: int
    column: str
    value: str
    why: str
    message: str


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """One clean row of the people sheet; None where the cell is empty or the column absent."""

    row: int
    employee_no: str
    name: str
    team: str | None = None
    roles: tuple[str, ...] | None = None
    line: str | None = None
    grade: str | None = None
    hired_on: dt.date | None = None
    left_on: dt.date | None = None
    email: str | None = None
    phone: str | None = None
    team_from: dt.date | None = None


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """One clean row of the accounts sheet."""

    row: int
    employee_no: str
    store: str
    account: str
    platform: str | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


def columns_of(
    row: Sequence[Any], known: Mapping[str, Sequence[str]], needed: Sequence[str]
) -> dict[str, int] | None:
    """Where each column stands, if this row is the header; None if it is not.

    Raises DomainError for a column that stands there twice.
    """
    words = {alias: column for column, names in known.items() for alias in (column, *names)}
    found: dict[str, int] = {}
    twice = ""
    for place, cell in enumerate(row):
        title = text(cell).lower()
        column = words.get(title) or words.get(title.replace(" ", "_"))
        if column in found:
            twice = column
        elif column is not None:
            found[column] = place
    if not all(column in found for column in needed):
        return None
    if twice:
        raise DomainError(_("The column %(column)s stands there twice.") % {"column": twice}, code="twice")
    return found


def person(number: int, row: Sequence[Any], places: Mapping[str, int]) -> PersonDraft | list[Fault]:
    """A row of the people sheet."""
    reader = _Reader(number, row, places)
    draft = PersonDraft(
        row=number,
        employee_no=reader.needed("employee_no"),
        name=reader.needed("name"),
        team=reader.path("team"),
        roles=reader.roles("roles"),
        line=reader.one_of("line", Line),
        grade=reader.words("grade"),
        hired_on=reader.day("hired_on"),
        left_on=reader.day("left_on"),
        email=reader.mail("email"),
        phone=reader.words("phone"),
        team_from=reader.day("team_from"),
    )
    if draft.hired_on and draft.left_on and draft.left_on < draft.hired_on:
        reader.fault("left_on", "order", _("The last day lies before the first."))
    if draft.team_from and draft.team is None:
        reader.fault("team_from", "no_team", _("A date of a move needs a team to move to."))
    return reader.faults or draft


def account(number: int, row: Sequence[Any], places: Mapping[str, int]) -> AccountDraft | list[Fault]:
    """A row of the accounts sheet."""
    reader = _Reader(number, row, places)
    draft = AccountDraft(
        row=number,
        employee_no=reader.needed("employee_no"),
        store=reader.needed("store"),
        account=reader.needed("account"),
        platform=reader.one_of("platform", Platform),
        valid_from=reader.day("valid_from"),
        valid_to=reader.day("valid_to"),
    )
    if draft.valid_from and draft.valid_to and draft.valid_to < draft.valid_from:
        reader.fault("valid_to", "order", _("The end lies before the start."))
    return reader.faults or draft


def text(cell: Any) -> str:
    """A cell as text: numbers without the ".0" that sheets give them, no outer blanks."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


class _Reader:
    """Takes the cells of one row and collects what is wrong with them."""

    def __init__(self, number: int, row: Sequence[Any], places: Mapping[str, int]) -> None:
        self.number, self.row, self.places = number, row, places
        self.faults: list[Fault] = []

    def fault(self, column: str, why: str, message: str) -> None:
        """Note a fault of a cell."""
        self.faults.append(Fault(self.number, column, text(self.cell(column))[:80], why, message))

    def cell(self, column: str) -> Any:
        """The cell of a column; empty where the column is absent or the row is short."""
        place = self.places.get(column)
        return self.row[place] if place is not None and place < len(self.row) else ""

    def words(self, column: str) -> str | None:
        """A text, None where empty."""
        value = text(self.cell(column))
        if CONTROL.search(value):
            self.fault(column, "sign", _("The cell holds a sign that cannot be stored."))
        most = LENGTHS.get(column)
        if most is not None and len(value) > most:
            self.fault(column, "too_long", _("The text is longer than %(most)d signs.") % {"most": most})
        return value or None

    def needed(self, column: str) -> str:
        """A text that must be there."""
        value = self.words(column)
        if value is None:
            self.fault(column, "missing", _("The cell is empty; the row needs a value here."))
        return value or ""

    def day(self, column: str) -> dt.date | None:
        """A date, None where empty."""
        try:
            return cells.day(self.cell(column))
        except cells.BadCell as bad:
            self.fault(column, bad.code, str(bad))
            return None

    def path(self, column: str) -> str | None:
        """A team's path without empty parts."""
        value = self.words(column)
        if value is None:
            return None
        parts = [part.strip() for part in value.split("/")]
        if not all(parts) or any(len(part) > 80 for part in parts) or len(value) > 400:
            self.fault(column, "path", _("A team is written A/B, each name at most 80 signs long."))
        return "/".join(parts)

    def roles(self, column: str) -> tuple[str, ...] | None:
        """Roles split by a bar, by code or by name."""
        value = self.words(column)
        if value is None:
            return None
        known = _names_of(Role)
        found: list[str] = []
        for part in re.split(r"[|｜]", value):
            code = known.get(part.strip().lower())
            if code is None:
                choices = " ".join(Role.values)
                self.fault(
                    column,
                    "role",
                    _("“%(part)s” is not a role. Roles are: %(roles)s.")
                    % {"part": part.strip(), "roles": choices},
                )
            elif code not in found:
                found.append(code)
        return tuple(found)

    def one_of(self, column: str, choices: Any) -> str | None:
        """A value of a list of choices, by code or by name."""
        value = self.words(column)
        if value is None:
            return None
        code = _names_of(choices).get(value.lower())
        if code is None:
            known = " ".join(choices.values)
            self.fault(
                column,
                "choice",
                _("“%(value)s” is not known here. Known are: %(known)s.") % {"value": value, "known": known},
            )
        return code

    def mail(self, column: str) -> str | None:
        """A mail address, None where empty."""
        value = self.words(column)
        if value is not None and not MAIL.fullmatch(value):
            self.fault(column, "mail", _("“%(value)s” is not a mail address.") % {"value": value})
        return value


def _names_of(choices: Any) -> dict[str, str]:
    """Codes and labels, in lower case, to the code."""
    return {
        name: str(value)
        for value, label in choices.choices
        for name in (str(value).lower(), str(label).lower(), str(value).lower().replace("_", "-"))
    }
