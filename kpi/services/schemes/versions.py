"""Schemes and their versions: begin, write as a draft, publish from a month on. A published one stays."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.choices.schemes import VersionState
from kpi.models import Scheme, SchemeLine, SchemeVersion
from kpi.rules import schemes as rules
from kpi.rules.scheme_samples import SAMPLES
from kpi.rules.scoring import Line
from kpi.selectors import definitions
from kpi.selectors.registry import all_metrics
from kpi.selectors.schemes import specs
from staff.choices import STILL
from staff.choices import Line as Work
from staff.models import Grade, User
from staff.services import audit

_NUMBERS = ("target", "worst", "best", "low", "high", "fall", "cap")
_DAY = dt.timedelta(days=1)
MOST_LINES = 30


@dataclass(frozen=True, slots=True)
class Names:
    """A scheme's name in both languages."""

    en: str
    zh: str


@transaction.atomic
def create_scheme(
    names: Names, *, role: str, line: str, grade: Grade | None, sample: str = "", actor: User | None
) -> SchemeVersion:
    """A scheme for people of a role, a line ("": any) and a grade (None: any), with its first draft.

    `sample` names a ready-made scheme whose lines it begins with. Raises DomainError where these people have
    a scheme already, or a word is unknown.
    """
    _check_scheme(names, role=role, line=line, sample=sample)
    if Scheme.objects.filter(role=role, line=line, grade=grade).exists():
        raise DomainError(
            _("There is a scheme for these people already. Open it and begin a new draft there."),
            code="scheme_exists",
        )
    scheme = Scheme.objects.create(
        name_en=names.en.strip(),
        name_zh=names.zh.strip(),
        role=role,
        line=line,
        grade=grade,
        created_by=actor,
    )
    audit.record(actor=actor, action="scheme.create", about=scheme, after=_whom(scheme))
    return _draft(scheme, SAMPLES[sample].lines if sample else (), sample=sample, actor=actor)


def _check_scheme(names: Names, *, role: str, line: str, sample: str) -> None:
    if not names.en.strip() or not names.zh.strip():
        raise DomainError(_("Give the scheme a name in both languages."), code="no_name")
    if role not in specs.ROLES or line not in ("", *Work.values):
        raise DomainError(_("Choose a role and a line from the list."), code="unknown_role")
    if role in specs.TEAM_ROLES and line:
        raise DomainError(
            _("Who answers for a team is scored by the team's sums; leave the line empty."), code="no_line"
        )
    if sample and sample not in SAMPLES:
        raise DomainError(_("There is no such ready-made scheme."), code="unknown_sample")


@transaction.atomic
def begin_draft(
    scheme: Scheme, *, source: SchemeVersion | None = None, sample: str = "", actor: User | None
) -> SchemeVersion:
    """A further draft with the lines of another version or of a ready-made scheme, or none.

    Raises DomainError for an unknown ready-made scheme.
    """
    if sample:
        if sample not in SAMPLES:
            raise DomainError(_("There is no such ready-made scheme."), code="unknown_sample")
        return _draft(scheme, SAMPLES[sample].lines, sample=sample, actor=actor)
    if source is None:
        return _draft(scheme, (), actor=actor)
    rows = lines_of(source)
    draft = _draft(scheme, (), sample=source.sample, attribution=source.attribution, actor=actor)
    _write(draft, rows)
    return draft


def _draft(
    scheme: Scheme,
    lines: Iterable[Line],
    *,
    sample: str = "",
    attribution: str = "",
    actor: User | None,
) -> SchemeVersion:
    Scheme.objects.select_for_update().get(pk=scheme.pk)
    newest = scheme.versions.aggregate(top=Max("number"))["top"] or 0
    version = SchemeVersion.objects.create(
        scheme=scheme, number=newest + 1, sample=sample, attribution=attribution
    )
    _write(version, [_fields_of(line) for line in lines])
    audit.record(actor=actor, action="scheme.draft", about=version, after={"number": version.number})
    return version


@transaction.atomic
def write_lines(
    version: SchemeVersion,
    lines: Iterable[dict[str, Any]],
    *,
    attribution: str | None = None,
    note: str | None = None,
    actor: User | None,
) -> SchemeVersion:
    """Replace the lines of a draft; fields are those of `SchemeLine` in the metric's own scale.

    Weights need not add up before publishing. Raises DomainError with the line's place for a line that cannot
    be, and for a version that is published.
    """
    draft = _open(version)
    rows = list(lines)
    if len(rows) > MOST_LINES:
        raise DomainError(_("A scheme has at most %(n)s lines.") % {"n": MOST_LINES}, code="too_many")
    _check_lines(rows)
    before = _values(draft)
    if attribution is not None:
        draft.attribution = attribution.strip()[:40]
    if note is not None:
        draft.note = note.strip()[:200]
    # Figures that somebody has changed are the shop's own from then on.
    if draft.sample and _changed(draft, rows):
        draft.sample = ""
    draft.save(update_fields=["attribution", "note", "sample", "updated_at"])
    draft.lines.all().delete()
    _write(draft, rows)
    audit.record(actor=actor, action="scheme.edit", about=draft, before=before, after=_values(draft))
    return draft


@transaction.atomic
def set_line(
    version: SchemeVersion, place: int | None, line: dict[str, Any], *, actor: User | None
) -> SchemeVersion:
    """Put a line in the place of another of a draft (counted from 0), or behind the last (None).

    Raises DomainError as `write_lines` does, and where there is no such place.
    """
    rows = lines_of(version)
    if place is None:
        rows.append(line)
    elif place < len(rows):
        rows[place] = line
    else:
        raise DomainError(_("There is no such line."), code="no_line")
    return write_lines(version, rows, actor=actor)


@transaction.atomic
def remove_line(version: SchemeVersion, place: int, *, actor: User | None) -> SchemeVersion:
    """Take a line out of a draft; one that is not there changes nothing."""
    rows = [row for no, row in enumerate(lines_of(version)) if no != place]
    return write_lines(version, rows, actor=actor)


@transaction.atomic
def describe(version: SchemeVersion, *, note: str, attribution: str, actor: User | None) -> SchemeVersion:
    """Say what is new in a draft, and under which attribution rule its sales count ("": the only one)."""
    return write_lines(version, lines_of(version), note=note, attribution=attribution, actor=actor)


def lines_of(version: SchemeVersion) -> list[dict[str, Any]]:
    """The lines of a version as `write_lines` takes them."""
    return [_fields(row) for row in version.lines.order_by("position")]


def _check_lines(rows: list[dict[str, Any]]) -> None:
    """Raises DomainError for the first line that cannot be."""
    registry = all_metrics()
    lines = []
    for place, row in enumerate(rows):
        metric = registry.get(row["metric"])
        if metric is None or metric.store_only or metric.kind not in ("sum", "ratio", "percentile"):
            raise DomainError(
                _("Line %(place)s: “%(code)s” is no metric that a person can be scored by.")
                % {"place": place + 1, "code": row["metric"]},
                code="unknown_metric",
            )
        lines.append(specs.line_of(SchemeLine(**row), metric))
    for fault in rules.faults(lines):
        if fault.place is not None:
            name = definitions.name(registry[lines[fault.place].metric])
            raise DomainError(
                _("Line %(place)s, %(name)s: %(words)s")
                % {"place": fault.place + 1, "name": name, "words": fault.words},
                code="bad_line",
            )


@transaction.atomic
def publish(
    version: SchemeVersion, *, valid_from: dt.date, today: dt.date, actor: User | None
) -> SchemeVersion:
    """Put a draft in force from the first of a month; the version before ends the day before.

    From then on it never changes. Raises DomainError where its weights do not add up to 100, a line cannot
    be, or the month will not do.
    """
    draft = _open(version)
    Scheme.objects.select_for_update().get(pk=draft.scheme_id)
    registry = all_metrics()
    rows = lines_of(draft)
    _check_lines(rows)
    lines = [specs.line_of(SchemeLine(**row), registry[row["metric"]]) for row in rows]
    for fault in rules.faults(lines):
        raise DomainError(fault.words, code="bad_scheme")
    last = (
        SchemeVersion.objects.filter(scheme=draft.scheme_id, state=VersionState.PUBLISHED)
        .order_by("-valid_from")
        .first()
    )
    why = rules.begins_well(
        valid_from, newest=last.valid_from if last else None, this_month=today.replace(day=1)
    )
    if why:
        raise DomainError(why, code="bad_month")
    if last is not None and last.valid_to >= valid_from:
        last.valid_to = valid_from - _DAY
        last.save(update_fields=["valid_to"])
    draft.state, draft.valid_from, draft.valid_to = VersionState.PUBLISHED, valid_from, STILL
    draft.published_at, draft.published_by = timezone.now(), actor
    draft.save()
    audit.record(
        actor=actor,
        action="scheme.publish",
        about=draft,
        after={"number": draft.number, "from": valid_from, **_values(draft)},
    )
    return draft


@transaction.atomic
def remove_draft(version: SchemeVersion, *, actor: User | None) -> None:
    """Throw a draft away, and its scheme where nothing else of it is left.

    Raises DomainError for a published version.
    """
    draft = _open(version)
    scheme = draft.scheme
    audit.record(actor=actor, action="scheme.remove", about=draft, before=_values(draft))
    draft.delete()
    if not scheme.versions.exists():
        scheme.delete()


def _open(version: SchemeVersion) -> SchemeVersion:
    """The version, locked; DomainError where it is published."""
    draft = SchemeVersion.objects.select_for_update().get(pk=version.pk)
    if draft.is_published:
        raise DomainError(
            _("A published version never changes. Begin a new draft from it."), code="published"
        )
    return draft


def _write(version: SchemeVersion, rows: Iterable[dict[str, Any]]) -> None:
    SchemeLine.objects.bulk_create(
        SchemeLine(version=version, position=place, **row) for place, row in enumerate(rows)
    )


def _fields(row: SchemeLine) -> dict[str, Any]:
    """What a line says, without its place."""
    return {
        "metric": row.metric,
        "weight": row.weight,
        "shape": row.shape,
        "steps": [list(step) for step in row.steps],
        "least": row.least,
        **{name: getattr(row, name) for name in _NUMBERS},
    }


def _fields_of(line: Line) -> dict[str, Any]:
    """The same of a ready-made line; the metric's own minimum sample stays open."""
    return {
        "metric": line.metric,
        "weight": line.weight,
        "shape": line.shape,
        "steps": [[rules.whole(limit), rules.whole(given)] for limit, given in line.steps],
        "least": None,
        **{name: getattr(line, name) for name in _NUMBERS},
    }


def _changed(version: SchemeVersion, rows: list[dict[str, Any]]) -> bool:
    """Do these lines differ from what stands there?"""
    blank = dict.fromkeys((*_NUMBERS, "least")) | {"steps": []}
    held = lines_of(version)
    return held != [{**blank, **row} for row in rows]


def _whom(scheme: Scheme) -> dict[str, Any]:
    grade = scheme.grade.code if scheme.grade else ""
    return {"role": scheme.role, "line": scheme.line, "grade": grade, "name": scheme.name_en}


def _values(version: SchemeVersion) -> dict[str, Any]:
    """A version for the audit trail."""
    lines = {
        f"{row.metric}{' (gate)' if row.cap is not None else ''}": " ".join(
            [
                f"{row.weight:f}",
                row.shape,
                *(
                    f"{name} {rules.whole(value)}"
                    for name in _NUMBERS
                    if (value := getattr(row, name)) is not None
                ),
                *(f"{limit}: {given}" for limit, given in row.steps),
                *([f"least {row.least}"] if row.least is not None else []),
            ]
        )
        for row in version.lines.order_by("position")
    }
    return {**lines, "attribution": version.attribution, "note": version.note}
