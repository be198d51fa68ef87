"""Writes to rotations, and who follows them."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from shifts.models import Rotation, RotationMember, ShiftTemplate
from staff.choices import EVER, STILL
from staff.models import Agent, User
from staff.services import audit

_LONGEST = 366
_DAY = dt.timedelta(days=1)


@transaction.atomic
def save_rotation(
    *, name: str, cycle: Sequence[str], anchor: dt.date, actor: User | None, rotation: Rotation | None = None
) -> Rotation:
    """Add a rotation, or change one; raises DomainError for letters that no template in use has."""
    name, letters = name.strip(), [letter.strip() for letter in cycle if letter.strip()]
    if not name or len(name) > 80:
        raise DomainError(_("A rotation needs a name of at most 80 characters."), code="name")
    taken = Rotation.objects.filter(name=name)
    if (taken.exclude(pk=rotation.pk) if rotation else taken).exists():
        raise DomainError(_("There is a rotation %(name)s already.") % {"name": name}, code="taken")
    if not 1 <= len(letters) <= _LONGEST:
        raise DomainError(_("A cycle has 1 to 366 days."), code="length")
    letters = _known(letters)
    values = {"name": name, "cycle": letters, "anchor": anchor}
    if rotation is None:
        row = Rotation.objects.create(**values)
        audit.record(actor=actor, action="rotation.add", about=row, after=values)
        return row
    before = {"name": rotation.name, "cycle": rotation.cycle, "anchor": rotation.anchor}
    if before != values:
        rotation.name, rotation.cycle, rotation.anchor = name, letters, anchor
        rotation.save()
        audit.record(actor=actor, action="rotation.change", about=rotation, before=before, after=values)
    return rotation


def _known(letters: Iterable[str]) -> list[str]:
    """The English letters; those of the other language are understood too."""
    known: dict[str, str] = {}
    for row in ShiftTemplate.objects.filter(active=True):
        known |= {row.code_zh: row.code_en}
    for row in ShiftTemplate.objects.filter(active=True):
        known |= {row.code_en: row.code_en}
    found = []
    for number, letter in enumerate(letters, start=1):
        if letter not in known:
            raise DomainError(
                _("Day %(number)s of the cycle: no shift in use has the letter %(letter)s. Known: %(known)s.")
                % {"number": number, "letter": letter, "known": " ".join(sorted(set(known.values())))},
                code="letter",
            )
        found.append(known[letter])
    return found


@transaction.atomic
def remove_rotation(rotation: Rotation, *, actor: User | None) -> None:
    """Remove a rotation that nobody follows any more; rosters drawn from it stay as they are."""
    if rotation.members.exists():
        raise DomainError(
            _("People follow %(name)s. Take them off it first.") % {"name": rotation.name}, code="followed"
        )
    before = {"name": rotation.name, "cycle": rotation.cycle, "anchor": rotation.anchor}
    audit.record(actor=actor, action="rotation.remove", about=rotation, before=before)
    rotation.delete()


@transaction.atomic
def follow(
    agent: Agent,
    rotation: Rotation,
    *,
    actor: User | None,
    offset: int = 0,
    valid_from: dt.date = EVER,
    valid_to: dt.date = STILL,
) -> RotationMember:
    """Let a person follow a rotation in a span; another one that stood there gives way.

    `offset` is how many days ahead of the anchor the person is. Raises DomainError.
    """
    if valid_to < valid_from:
        raise DomainError(_("The end lies before the start."), code="order")
    if not 0 <= offset < len(rotation.cycle):
        raise DomainError(
            _("The days ahead are 0 to %(most)s: the cycle has %(days)s days.")
            % {"most": len(rotation.cycle) - 1, "days": len(rotation.cycle)},
            code="offset",
        )
    Agent.objects.select_for_update().get(pk=agent.pk)
    _clear(agent, valid_from, valid_to)
    row = RotationMember.objects.create(
        rotation=rotation, agent=agent, offset=offset, valid_from=valid_from, valid_to=valid_to
    )
    said = {"rotation": rotation, "offset": offset, "valid_from": valid_from, "valid_to": valid_to}
    audit.record(actor=actor, action="rotation.assign", about=agent, after=said)
    return row


@transaction.atomic
def unfollow(member: RotationMember, *, actor: User | None) -> None:
    """Take a person off a rotation."""
    before = {"rotation": member.rotation, "offset": member.offset, "valid_from": member.valid_from}
    audit.record(actor=actor, action="rotation.unassign", about=member.agent, before=before)
    member.delete()


def _clear(agent: Agent, first: dt.date, last: dt.date) -> None:
    """Make room in a person's rotations; what reaches beyond the span is kept there."""
    for row in RotationMember.objects.filter(agent=agent, valid_from__lte=last, valid_to__gte=first):
        begins, ends, rotation, offset = row.valid_from, row.valid_to, row.rotation, row.offset
        row.delete()
        left = [(begins, first - _DAY)] if begins < first else []
        right = [(last + _DAY, ends)] if ends > last else []
        for start, end in (*left, *right):
            RotationMember.objects.create(
                rotation=rotation, agent=agent, offset=offset, valid_from=start, valid_to=end
            )
