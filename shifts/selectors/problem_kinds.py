"""The kinds of work of a month: each template at each desk that the roster's people serve."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from shifts.choices import ShiftKind
from shifts.models import ShiftTemplate
from shifts.rules.builders_values import Work
from shifts.rules.problem import OFF, Kind
from shifts.rules.spans import night_minutes, shift_pieces
from shifts.selectors.problem_asked import DESK, TEMPLATE, Required


@dataclass(frozen=True, slots=True)
class Kinds:
    """Kinds of work with the templates behind them."""

    kinds: tuple[Kind, ...]
    works: tuple[Work, ...]
    templates: dict[int, ShiftTemplate]
    # The template of a day off, None where the house has none.
    rest: int | None

    def value(self, template: int, desk: int | None) -> int | None:
        """The kind of a cell, OFF for rest, None for what is no kind here."""
        known = self.templates.get(template)
        if known is not None and known.kind == ShiftKind.REST:
            return OFF
        return self.numbers().get((template, desk))

    def numbers(self) -> dict[tuple[int, int | None], int]:
        """Kinds by template and desk."""
        return {(work.template, work.desk): number for number, work in enumerate(self.works)}


def kinds(
    pairs: Iterable[tuple[int, int | None]],
    templates: dict[int, ShiftTemplate],
    desks: dict[int, str],
    zone: ZoneInfo,
    day: dt.date,
    certificates: Required,
    skills: Required,
) -> Kinds:
    """The kinds of these pairs of template and desk, in the order of templates and names of desks."""
    order = sorted(
        set(pairs),
        key=lambda pair: (templates[pair[0]].order, pair[0], desks.get(pair[1] or 0, ""), pair[1] or 0),
    )
    found, works = [], []
    for template_id, desk_id in order:
        template = templates[template_id]
        if template.start is None or template.end is None:
            continue
        free = (template.break_start, template.break_end)
        gap = (free[0], free[1]) if free[0] is not None and free[1] is not None else None
        pieces = shift_pieces(day, template.start, template.end, zone, gap)
        found.append(
            Kind(
                f"{template.code_en}@{desk_id or ''}",
                template.paid_minutes,
                template.start,
                template.end,
                str(desk_id or ""),
            )
        )
        asked = [(TEMPLATE, template_id), (DESK, desk_id or 0)]
        works.append(
            Work(
                template_id,
                desk_id,
                template.kind,
                night_minutes(pieces, zone),
                ((template.start, gap[0]), (gap[1], template.end))
                if gap
                else ((template.start, template.end),),
                frozenset().union(*(certificates.get(key, set()) for key in asked)),
                frozenset().union(*(skills.get(key, set()) for key in asked)),
                template.kind != ShiftKind.TRAINING,
            )
        )
    rest = next((each.pk for each in templates.values() if each.kind == ShiftKind.REST and each.active), None)
    return Kinds(tuple(found), tuple(works), templates, rest)
