"""All that limits what people may be asked to work, of many people at once."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from cstm.joined import Part, read
from staff.selectors import availability, desks, qualifications
from staff.selectors.availability import BlockSpan, ContractSpan, ExemptSpan
from staff.selectors.desks import DeskSpan
from staff.selectors.qualifications import Held, SkillFound


@dataclass(frozen=True, slots=True)
class Limits:
    """What is written down of people, each kind in order of person and date."""

    contracts: list[ContractSpan]
    exemptions: list[ExemptSpan]
    blocks: list[BlockSpan]
    desks: list[DeskSpan]
    held: list[Held]
    skills: list[SkillFound]


def limits(agent_ids: Iterable[int], first: dt.date, last: dt.date) -> Limits:
    """Contracts, exemptions, desks, certificates and skills that hold on some day of a span, and the blocks
    up to the day after it, since a shift of the last day may run into that; one query."""
    wanted = list(agent_ids)
    span = ("valid_from", "valid_to")
    found = read(
        [
            Part(
                "contracts",
                availability.contract_rows(wanted, first, last),
                ("agent_id", "weekly_minutes"),
                span,
            ),
            Part("exemptions", availability.exemption_rows(wanted, first, last), ("agent_id",), span),
            Part(
                "blocks",
                availability.block_rows(wanted, first, last + dt.timedelta(days=1)),
                ("agent_id",),
                moments=("start_at", "end_at"),
                texts=("kind", "source", "key", "title"),
            ),
            Part(
                "desks", desks.assigned_rows(wanted, first, last), ("agent_id", "desk_id"), span, (),
                ("desk__name",),
            ),
            Part(
                "held",
                qualifications.held_rows(wanted, last),
                ("agent_id", "certificate_id", "certificate__grace_days"),
                span,
            ),
            Part(
                "skills",
                qualifications.skill_rows(wanted, last),
                ("agent_id", "skill_id", "level"),
                ("assessed_on",),
            ),
        ]
    )  # fmt: skip
    held = [
        Held(agent, certificate, begin, end, qualifications.with_grace(end, grace))
        for agent, certificate, grace, begin, end in found["held"]
    ]
    return Limits(
        [ContractSpan(*row) for row in sorted(found["contracts"], key=lambda row: (row[0], row[2]))],
        [ExemptSpan(*row) for row in sorted(found["exemptions"])],
        [
            BlockSpan(agent, kind, source, start, end, key, title)
            for agent, start, end, kind, source, key, title in sorted(found["blocks"])
        ],
        [
            DeskSpan(*row)
            for row in sorted(found["desks"], key=lambda row: (row[0], row[2], row[1]))
        ],
        sorted(
            (each for each in held if each.until >= first),
            key=lambda each: (each.agent_id, each.first, each.certificate_id),
        ),
        [SkillFound(*row) for row in sorted(found["skills"], key=lambda row: (row[0], row[1], row[3]))],
    )  # fmt: skip
