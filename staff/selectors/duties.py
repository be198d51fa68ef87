"""The written duties of each role, as its holder reads them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from staff.choices import Role

DUTIES: dict[str, tuple[Any, ...]] = {
    Role.AGENT: (
        _("Answer customers quickly, correctly and kindly, before and after the sale."),
        _("Know the products, the stores' rules and the running promotions."),
        _("Write open matters into the handover book before the shift ends."),
        _("Report a customer who cannot be calmed to the supervisor in time."),
        _("Learn: courses, quizzes, and asking when something is not clear."),
    ),
    Role.LEADER: (
        _("Stand for one group: its people, its work and its results."),
        _("Hold the morning meeting: a look back, the day's tasks, a word from each."),
        _("Watch cover during the shift and help where customers wait."),
        _("Talk with each member regularly and say plainly what went well."),
        _("Bring suggestions and complaints of the group to the supervisor."),
    ),
    Role.SUPERVISOR: (
        _("See the whole of several groups and stores, and their health."),
        _("Set metrics and targets from the company's frame and explain them."),
        _("Plan shifts and rest so that peaks are covered and nobody is worn out."),
        _("Take over hard cases, and follow complaints until they are closed."),
        _("Coach leaders, and pass results and causes on to the manager."),
    ),
    Role.MANAGER: (
        _("Answer for the service of the whole part: people, stores, goals and cost."),
        _("Decide on posts, roles and the structure of the teams."),
        _("Approve schemes, pay results and rules before they hold."),
        _("Work with the stores' owners and other departments."),
    ),
    Role.QA: (
        _("Inspect conversations by the inspection form, fairly and with reasons."),
        _("Find the causes behind repeated mistakes and name what would help."),
        _("Calibrate with other inspectors, and answer appeals."),
        _("Hand weak points to training as themes."),
    ),
    Role.TRAINER: (
        _("Write and give courses and quizzes that fit the daily work."),
        _("Lead newcomers through onboarding until they pass."),
        _("Keep the knowledge base true."),
        _("Sum up what a training changed, and propose the next one."),
    ),
    Role.TRAINING_SUPERVISOR: (
        _("Plan trainings for each period and group with those concerned."),
        _("Review courseware and its effect before it is used again."),
        _("Guide the trainers and keep the quality of their work."),
    ),
    Role.HR: (
        _("Keep the people's files: who joins, moves, leaves and comes back."),
        _("Prepare pay from the released results."),
        _("Watch over grades, time in grade and reasons for leaving."),
        _("Keep personal data to those who need them."),
    ),
    Role.ADMIN: (
        _("Keep the system running: settings, log-ins, webhooks, imports."),
        _("Grant roles, and end them when they are no longer needed."),
        _("Read the audit trail and answer questions about it."),
    ),
}


@dataclass(frozen=True, slots=True)
class RoleCard:
    """A role with its duties and how many hold it today."""

    code: str
    name: str
    duties: tuple[Any, ...]
    holders: int = 0


def duties_of(role: str) -> tuple[Any, ...]:
    """The duties of a role."""
    return DUTIES[role]


def catalogue(holders: dict[str, int] | None = None) -> list[RoleCard]:
    """Every role in order, with the number of its holders where given."""
    counts = holders or {}
    return [RoleCard(role.value, str(role.label), DUTIES[role], counts.get(role.value, 0)) for role in Role]
