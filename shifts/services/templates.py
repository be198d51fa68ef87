"""Writes to shift templates."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cstm.errors import DomainError
from cstm.formats import listed
from shifts.choices import Look, ShiftKind
from shifts.models import Assignment, Roster, Rotation, ShiftTemplate
from shifts.rules.template_times import Times
from staff.models import Certificate, Skill, User
from staff.services import audit

TIMES = ("start", "end", "break_start", "break_end", "meal_start", "meal_end", "meal_minutes", "curfew")
# What rosters were drawn and hours were counted with.
_FIXED = ("kind", *TIMES, "paid_minutes")
_NAMES = ("name_en", "name_zh", "code_en", "code_zh", "look")
_FIELDS = (*_NAMES, *_FIXED)


@transaction.atomic
def add_template(
    values: Mapping[str, Any],
    *,
    actor: User | None,
    skills: Iterable[Skill] = (),
    certificates: Iterable[Certificate] = (),
) -> ShiftTemplate:
    """Add a template; raises DomainError for taken letters and impossible times."""
    clean = _checked(values)
    last = ShiftTemplate.objects.aggregate(last=Max("order"))["last"]
    row = ShiftTemplate.objects.create(order=0 if last is None else last + 1, **clean)
    row.skills.set(skills)
    row.certificates.set(certificates)
    audit.record(actor=actor, action="template.add", about=row, after=_facts(row))
    return row


@transaction.atomic
def change_template(
    template: ShiftTemplate,
    values: Mapping[str, Any],
    *,
    actor: User | None,
    skills: Iterable[Skill] | None = None,
    certificates: Iterable[Certificate] | None = None,
) -> ShiftTemplate:
    """Change a template. Its times stay once a roster holds it; rotations follow a new letter."""
    before = _facts(template)
    clean = _checked({**{name: getattr(template, name) for name in _FIELDS}, **values}, but=template)
    if any(clean[name] != getattr(template, name) for name in _FIXED):
        _refuse_used(template)
    if clean["code_en"] != template.code_en:
        _rename(template.code_en, clean["code_en"])
    for name, value in clean.items():
        setattr(template, name, value)
    template.save()
    if skills is not None:
        template.skills.set(skills)
    if certificates is not None:
        template.certificates.set(certificates)
    after = _facts(template)
    if after != before:
        audit.record(actor=actor, action="template.change", about=template, before=before, after=after)
    return template


@transaction.atomic
def retire(template: ShiftTemplate, *, actor: User | None) -> None:
    """Offer a template no longer; cells that hold it keep it. Raises DomainError where something counts on
    it."""
    if not template.active:
        return
    used = [row.name for row in Rotation.objects.all() if template.code_en in row.cycle]
    if used:
        raise DomainError(
            _("The rotation %(name)s still uses %(letter)s. Change the rotation first.")
            % {"name": used[0], "letter": template.code},
            code="in_rotation",
        )
    if (
        template.kind == ShiftKind.REST
        and not ShiftTemplate.objects.filter(kind=ShiftKind.REST, active=True)
        .exclude(pk=template.pk)
        .exists()
    ):
        raise DomainError(_("Rosters need one template of rest; this is the last."), code="last_rest")
    template.active = False
    template.save(update_fields=["active"])
    audit.record(
        actor=actor,
        action="template.retire",
        about=template,
        before={"active": True},
        after={"active": False},
    )


@transaction.atomic
def bring_back(template: ShiftTemplate, *, actor: User | None) -> None:
    """Offer a retired template again."""
    if template.active:
        return
    template.active = True
    template.save(update_fields=["active"])
    audit.record(
        actor=actor,
        action="template.bring_back",
        about=template,
        before={"active": False},
        after={"active": True},
    )


def _refuse_used(template: ShiftTemplate) -> None:
    cells = Assignment.objects.filter(template=template)
    rosters = Roster.objects.filter(pk__in=cells.values("roster_id")).select_related("team")
    found = list(rosters.order_by("-month")[:1])
    if found:
        more = rosters.count() - 1
        where = str(found[0]) + (
            ngettext(" and %(n)s more roster", " and %(n)s more rosters", more) % {"n": more} if more else ""
        )
        raise DomainError(
            _("%(name)s is used in %(where)s: its times stay as they are. Add a new template instead.")
            % {"name": template, "where": where},
            code="used",
        )


def _rename(old: str, new: str) -> None:
    for row in Rotation.objects.select_for_update():
        if old in row.cycle:
            row.cycle = [new if letter == old else letter for letter in row.cycle]
            row.save(update_fields=["cycle"])


def _checked(values: Mapping[str, Any], but: ShiftTemplate | None = None) -> dict[str, Any]:
    unknown = set(values) - set(_FIELDS)
    if unknown:
        raise DomainError(_("Unknown: %(names)s.") % {"names": listed(sorted(unknown))}, code="unknown")
    clean = dict.fromkeys(_FIELDS) | dict(values)
    for name in _NAMES:
        clean[name] = str(clean[name] or "").strip()
    if not (clean["name_en"] and clean["name_zh"] and clean["code_en"] and clean["code_zh"]):
        raise DomainError(_("A template needs a name and a letter in both languages."), code="name")
    if clean["kind"] not in ShiftKind.values or clean["look"] not in Look.values:
        raise DomainError(_("Choose a kind and a look of the lists."), code="kind")
    _check_letters(clean, but)
    clean["meal_minutes"] = clean["meal_minutes"] or 0
    if clean["kind"] == ShiftKind.REST:
        return {**clean, **dict.fromkeys(TIMES), "meal_minutes": 0, "paid_minutes": 0}
    times = _times(clean)
    paid = times.counted if clean["paid_minutes"] is None else clean["paid_minutes"]
    if not 0 <= paid <= times.there:
        raise DomainError(
            _("%(paid)s paid minutes do not fit: from start to end without the break are %(most)s.")
            % {"paid": paid, "most": times.there},
            code="paid",
        )
    return {**clean, "paid_minutes": paid}


def _check_letters(clean: Mapping[str, Any], but: ShiftTemplate | None) -> None:
    for name, most in (("name_en", 40), ("name_zh", 40), ("code_en", 2), ("code_zh", 2)):
        if len(clean[name]) > most:
            raise DomainError(
                _("“%(text)s” is longer than %(most)d characters.") % {"text": clean[name], "most": most},
                code="too_long",
            )
    for name in ("code_en", "code_zh"):
        if any(sign.isspace() or sign in ",;+>" for sign in clean[name]):
            raise DomainError(
                _("The letter “%(letter)s” may hold no space, comma or sign between letters.")
                % {"letter": clean[name]},
                code="letter",
            )
    others = ShiftTemplate.objects.all() if but is None else ShiftTemplate.objects.exclude(pk=but.pk)
    for name in ("code_en", "code_zh"):
        # Sheets and rotations read letters of both languages, so that each stands for one shift alone.
        taken = others.filter(Q(code_en=clean[name]) | Q(code_zh=clean[name])).first()
        if taken is not None:
            raise DomainError(
                _("The letter %(letter)s belongs to %(name)s already. Choose another.")
                % {"letter": clean[name], "name": taken},
                code="letter",
            )


def _times(clean: Mapping[str, Any]) -> Times:
    """The times of a shift that is work; raises DomainError naming what does not fit."""
    if clean["start"] is None or clean["end"] is None:
        raise DomainError(_("A shift needs a start and an end."), code="times")
    times = Times(**{name: clean[name] for name in TIMES})
    if not (0 <= times.start < 1440 and times.start < times.end <= times.start + 1440):
        raise DomainError(_("A shift begins on its date and ends within 24 hours."), code="times")
    if (times.break_start is None) != (times.break_end is None):
        raise DomainError(_("A break needs a beginning and an end."), code="break")
    if times.break_start is not None and not (
        times.start < times.break_start < (times.break_end or 0) < times.end
    ):
        raise DomainError(_("The break must lie inside the shift."), code="break")
    if (times.meal_start is None) != (times.meal_end is None):
        raise DomainError(_("The meal window needs a beginning and an end."), code="meal")
    if times.meal_start is not None and not (
        times.start <= times.meal_start < (times.meal_end or 0) <= times.end
    ):
        raise DomainError(_("The meal window must lie inside the shift."), code="meal")
    if (
        times.meal_start is not None
        and times.break_start is not None
        and times.meal_start < (times.break_end or 0)
        and times.break_start < (times.meal_end or 0)
    ):
        raise DomainError(
            _("The meals and the break overlap: a meal is eaten within working hours."), code="meal"
        )
    window = (times.meal_end or 0) - (times.meal_start or 0)
    if times.meal_minutes and times.meal_start is not None and times.meal_minutes > window:
        raise DomainError(_("The meal is longer than its window."), code="meal")
    if not 0 <= times.meal_minutes <= times.there:
        raise DomainError(_("The meal is longer than the shift."), code="meal")
    if times.curfew is not None and not times.end <= times.curfew <= times.start + 2880:
        raise DomainError(_("The curfew cannot come before the end of the shift."), code="curfew")
    return times


def _facts(row: ShiftTemplate) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in _FIELDS},
        "skills": [skill.code for skill in row.skills.all()],
        "certificates": [each.code for each in row.certificates.all()],
    }
