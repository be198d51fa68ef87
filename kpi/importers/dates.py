"""Which day a file speaks of, and by which attribution rule."""

import datetime as dt
import re
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.importers.drafts import Context
from kpi.layouts import Match, attribution

DATE = re.compile(r"(?<!\d)(20\d\d|19\d\d)([-._/年]?)(\d{1,2})([-._/月]?)(\d{1,2})日?(?!\d)")
BETWEEN = re.compile(r"[\s_~～—至到-]{1,5}|[\s_]*to[\s_]*")


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the dates come from (column, file_name or given) and the span that holds without a column."""

    source: str
    first: dt.date | None
    last: dt.date | None
    attribution: str


def plan(match: Match, context: Context) -> Plan:
    """Decide before the first row; raises DomainError no_date, bad_date or future_date."""
    rule = context.attribution
    if rule is None:
        rule = attribution.from_name(context.file_name) if match.layout.attribution_from_file else ""
    first, last = context.day or context.first, context.day or context.last
    source = "given"
    if (first is None) != (last is None):
        raise DomainError(_("Give both ends of the period, or one date."), code="bad_date")
    if first is None and not match.layout.file_date_is_download:
        first, last = from_name(context.file_name)
        source = "file_name"
    if match.has("date") or match.has("start_date") or match.has("start"):
        return Plan("column", first if source == "given" else None, last if source == "given" else None, rule)
    if first is None or last is None:
        raise DomainError(
            _("The report has no date column and its name holds no date. Say which day or period it is for."),
            code="no_date",
        )
    if last < first:
        raise DomainError(_("The period ends before it begins."), code="bad_date")
    if last > context.today:
        raise DomainError(_("The report is for a date in the future."), code="future_date")
    return Plan(source, first, last, rule)


def from_name(file_name: str) -> tuple[dt.date | None, dt.date | None]:
    """The day or the span that a file name states; none when it holds several that make no span."""
    found = []
    for match in DATE.finditer(file_name):
        # Without signs between, only the full eight digits are a date.
        if not match[2] and (match[4] or len(match[3]) + len(match[5]) != 4):
            continue
        try:
            found.append((match.start(), match.end(), dt.date(int(match[1]), int(match[3]), int(match[5]))))
        except ValueError:
            continue
    for (_s1, end, first), (start, _e2, last) in pairwise(found):
        if first <= last and BETWEEN.fullmatch(file_name[end:start]):
            return first, last
    days = {day for _s, _e, day in found}
    if len(days) == 1:
        return found[0][2], found[0][2]
    return None, None
