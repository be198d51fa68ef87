"""Pure rules about people: dated spans, ranks of roles, time in grade, tree paths."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from staff.choices import EVER, STILL, Role

ONE_DAY = dt.timedelta(days=1)

# Whoever stands higher may manage those below; only the administrator manages equals.
RANKS: dict[str, int] = {
    Role.AGENT: 1,
    Role.TRAINER: 2,
    Role.QA: 2,
    Role.LEADER: 2,
    Role.TRAINING_SUPERVISOR: 3,
    Role.SUPERVISOR: 3,
    Role.MANAGER: 4,
    Role.HR: 5,
    Role.ADMIN: 6,
}
TOP = RANKS[Role.ADMIN]


@dataclass(frozen=True, slots=True)
class Span:
    """Something (a team, a holder; named by its key) from a date to a date, both included."""

    key: int
    first: dt.date
    last: dt.date


def day_before(day: dt.date) -> dt.date:
    """The day before; "since ever" has none before it."""
    return day if day == EVER else day - ONE_DAY


def day_after(day: dt.date) -> dt.date:
    """The day after; "still" has none after it."""
    return day if day == STILL else day + ONE_DAY


def cut(spans: Iterable[Span], first: dt.date, last: dt.date) -> list[Span]:
    """The spans without the days from `first` to `last`."""
    left: list[Span] = []
    for span in spans:
        if span.last < first or span.first > last:
            left.append(span)
            continue
        if span.first < first:
            left.append(Span(span.key, span.first, day_before(first)))
        if span.last > last:
            left.append(Span(span.key, day_after(last), span.last))
    return left


def joined(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, neighbours of the same key made one."""
    result: list[Span] = []
    for span in sorted(spans, key=lambda item: (item.first, item.last)):
        last = result[-1] if result else None
        touches = last is not None and last.key == span.key and day_after(last.last) >= span.first
        if last is not None and touches:
            result[-1] = Span(span.key, last.first, max(last.last, span.last))
        else:
            result.append(span)
    return result


def splice(spans: Iterable[Span], new: Span) -> list[Span]:
    """Lay a span over others: it wins on its days, the rest stays as it was."""
    return joined([*cut(spans, new.first, new.last), new])


def changed_days(before: Sequence[Span], after: Sequence[Span]) -> tuple[dt.date, dt.date] | None:
    """First and last day on which the key differs; None when nothing changed."""
    gained = [span for span in after if span not in before]
    lost = [span for span in before if span not in after]
    edges: list[Span] = []
    for span, others in [*((s, before) for s in gained), *((s, after) for s in lost)]:
        same = [item for item in others if item.key == span.key]
        rest = [span]
        for item in same:
            rest = cut(rest, item.first, item.last)
        edges.extend(rest)
    if not edges:
        return None
    return min(span.first for span in edges), max(span.last for span in edges)


def rank(roles: Iterable[str]) -> int:
    """The highest rank among roles; 0 for none."""
    return max((RANKS[role] for role in roles), default=0)


def may_manage(actor_rank: int, target_rank: int) -> bool:
    """May one who stands at `actor_rank` change a person who stands at `target_rank`?"""
    return actor_rank == TOP or actor_rank > target_rank


def may_grant(actor_rank: int, role: str) -> bool:
    """May one who stands at `actor_rank` give or end a role? Nobody gives one at or above the own rank."""
    return may_manage(actor_rank, RANKS[role])


def months_between(first: dt.date, last: dt.date) -> int:
    """Whole months from one date to another."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months - 1 if last.day < first.day else months


def is_under(path: str, top: str) -> bool:
    """Is a team's path the given one or below it?"""
    return path == top or path.startswith(top + "/")


def path_parts(path: str) -> list[str]:
    """The names of a path written A/B/C, without blanks around them and without empty ones."""
    return [part.strip() for part in path.split("/") if part.strip()]


def masked(phone: str) -> str:
    """A telephone number with all but its last two digits covered."""
    keep = 2 if len(phone) > 4 else 0
    return "•" * (len(phone) - keep) + phone[len(phone) - keep :]


def span_of(opens: dt.time, closes: dt.time) -> tuple[int, int]:
    """Opening and closing time in minutes after midnight; a close that is not later lies on the next date.

    00:00 to 00:00 is the whole day, 17:00 to 02:00 is (1020, 1560).
    """
    begin, end = (each.hour * 60 + each.minute for each in (opens, closes))
    return begin, end if end > begin else end + 1440
