"""Rows of a people sheet: new people in bulk, known ones changed by the same services as on the pages."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from staff import rules, signals
from staff.choices import EVER, STILL, AgentState, Role
from staff.importers import PersonDraft
from staff.models import Agent, Grade, Membership, RoleGrant, Team, User
from staff.selectors import people as reads
from staff.services import audit, import_people_changes, logins, teams
from staff.services.import_files import Summary
from staff.services.people import ROLES_OF_A_PART

_SLICE = 400


@dataclass(slots=True)
class Known:
    """What the rows are held against, read once for the whole sheet."""

    actor: User | None
    rank: int
    today: dt.date
    parts: Sequence[str] | None
    agents: dict[str, Agent]
    standing: dict[int, import_people_changes.Standing]
    grades: dict[str, Grade]
    mails: dict[str, str]
    login_names: set[str]
    seen: dict[str, int] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)


def take(
    drafts: list[PersonDraft],
    *,
    summary: Summary,
    actor: User | None,
    today: dt.date,
    parts: Sequence[str] | None,
    passwords: str | Mapping[str, str] | None,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Bring people in line with the rows, in the caller's transaction."""
    known = _look_up(drafts, actor=actor, today=today, parts=parts)
    hashes = _hashes(passwords, drafts)
    new: list[PersonDraft] = []
    for done, draft in enumerate(drafts):
        if progress is not None:
            progress(done, len(drafts))
        fault = _fault_of(draft, known)
        if fault is not None:
            summary.refuse(draft.row, *fault)
            continue
        if draft.employee_no in known.agents:
            _change(draft, known, summary)
        else:
            new.append(draft)
    _add(new, known, summary, hashes)
    if hashes:
        _open(drafts, known, summary, hashes)


def _look_up(
    drafts: list[PersonDraft], *, actor: User | None, today: dt.date, parts: Sequence[str] | None
) -> Known:
    numbers = {draft.employee_no for draft in drafts}
    everybody = Agent.objects.select_related("user", "grade")
    agents = {agent.employee_no: agent for agent in everybody if agent.employee_no in numbers}
    owners = Agent.objects.exclude(email="").values_list("email", "employee_no")
    grades: dict[str, Grade] = {}
    for grade in reads.grades():
        grades |= {name.lower(): grade for name in (grade.code, grade.name_en, grade.name_zh)}
    tied = {agent.user_id for agent in agents.values()}
    names = User.objects.exclude(pk__in=[pk for pk in tied if pk]).values_list("username", flat=True)
    return Known(
        actor=actor,
        rank=reads.rank_of_user(actor, day=today),
        today=today,
        parts=parts,
        agents=agents,
        standing=import_people_changes.standings(agents.values(), today=today),
        grades=grades,
        mails={mail.lower(): number for mail, number in owners},
        login_names={name for name in names if name in numbers},
    )


def _fault_of(draft: PersonDraft, known: Known) -> tuple[str, str, str, str] | None:
    """Column, value, code and sentence when the row as a whole cannot be taken."""
    first = known.seen.setdefault(draft.employee_no, draft.row)
    if first != draft.row:
        text = _("Row %(row)d has this number already.") % {"row": first}
        return "employee_no", draft.employee_no, "twice", text
    if draft.grade and draft.grade.lower() not in known.grades:
        names = ", ".join(sorted({grade.code for grade in known.grades.values()}))
        text = _("“%(grade)s” is not a grade. Grades are: %(names)s.") % {
            "grade": draft.grade,
            "names": names,
        }
        return "grade", draft.grade, "grade", text
    if draft.email:
        owner = known.mails.setdefault(draft.email.lower(), draft.employee_no)
        if owner != draft.employee_no:
            text = _("The person with the number %(no)s has this mail.") % {"no": owner}
            return "email", draft.email, "mail_taken", text
    return _not_allowed(draft, known)


def _not_allowed(draft: PersonDraft, known: Known) -> tuple[str, str, str, str] | None:
    agent = known.agents.get(draft.employee_no)
    if agent is None and draft.employee_no in known.login_names:
        text = _("There is a log-in %(name)s already.") % {"name": draft.employee_no}
        return "employee_no", draft.employee_no, "login_taken", text
    held = known.standing[agent.pk] if agent is not None else None
    if known.parts is not None:
        path = held.path if held is not None else (draft.team or "")
        for place in {path, draft.team or path}:
            if not any(rules.is_under(place, part) for part in known.parts):
                text = _("The team lies outside your part of the tree.")
                return "team", place, "outside", text
    if known.actor is None:
        return None
    above = next((role for role in draft.roles or () if not rules.may_grant(known.rank, role)), None)
    new_roles = set(draft.roles or ()) - (held.roles if held else set())
    if above is not None and above in new_roles:
        text = _("The role %(role)s stands as high as yours. Ask an administrator.")
        return "roles", "|".join(draft.roles or ()), "rank", text % {"role": Role(above).label}
    return None


def _change(draft: PersonDraft, known: Known, summary: Summary) -> None:
    """Change one known person; what a service refuses is refused with the row, and nothing of it stays."""
    agent = known.agents[draft.employee_no]
    try:
        with transaction.atomic():
            changed = import_people_changes.apply(
                draft,
                agent=agent,
                held=known.standing[agent.pk],
                grade=known.grades.get((draft.grade or "").lower()),
                actor=known.actor,
                today=known.today,
            )
    except DomainError as refused:
        summary.refuse(draft.row, "employee_no", draft.employee_no, refused.code, str(refused))
        known.agents[draft.employee_no] = Agent.objects.select_related("user").get(pk=agent.pk)
        return
    if changed:
        summary.changed += 1
    else:
        summary.unchanged += 1


def _add(drafts: list[PersonDraft], known: Known, summary: Summary, hashes: Mapping[str, str]) -> None:
    """Make new people: closed log-ins, memberships and roles in bulk."""
    for path in dict.fromkeys(draft.team for draft in drafts if draft.team):
        if reads.team_by_path(path) is None:
            summary.made.append(path)
        known.teams[path] = teams.ensure_path(path, actor=known.actor)
    users = User.objects.bulk_create((_closed_login(draft) for draft in drafts), batch_size=_SLICE)
    agents = Agent.objects.bulk_create(
        (_person(draft, user, known) for draft, user in zip(drafts, users, strict=True)), batch_size=_SLICE
    )
    pairs = list(zip(drafts, agents, strict=True))
    Membership.objects.bulk_create(
        (
            Membership(
                agent=agent,
                team=known.teams[draft.team],
                valid_from=max(draft.team_from or agent.hired_on, agent.hired_on),
                valid_to=agent.left_on,
            )
            for draft, agent in pairs
            if draft.team and (draft.team_from or EVER) <= agent.left_on
        ),
        batch_size=_SLICE,
    )
    RoleGrant.objects.bulk_create(
        (
            RoleGrant(
                agent=agent,
                role=role,
                team=known.teams.get(draft.team or "") if role in ROLES_OF_A_PART else None,
                valid_from=agent.hired_on,
                valid_to=agent.left_on,
            )
            for draft, agent in pairs
            for role in draft.roles or (Role.AGENT,)
        ),
        batch_size=_SLICE,
    )
    for draft, agent in pairs:
        _welcome(draft, agent, known)
    summary.created += len(pairs)


def _closed_login(draft: PersonDraft) -> User:
    user = User(username=draft.employee_no, email=draft.email or "", is_active=False)
    user.set_unusable_password()
    return user


def _person(draft: PersonDraft, user: User, known: Known) -> Agent:
    left_on = draft.left_on or STILL
    grade = known.grades.get((draft.grade or "").lower())
    return Agent(
        user=user,
        employee_no=draft.employee_no,
        name=draft.name,
        line=draft.line or "",
        grade=grade,
        hired_on=draft.hired_on or EVER,
        left_on=left_on,
        state=AgentState.LEFT if left_on <= known.today else AgentState.ACTIVE,
        email=draft.email or "",
        phone=draft.phone or "",
    )


def _welcome(draft: PersonDraft, agent: Agent, known: Known) -> None:
    """What follows for each new person: leads the team if nobody does, audit, signals."""
    known.agents[draft.employee_no] = agent
    team = known.teams.get(draft.team or "")
    if team is not None and Role.LEADER in (draft.roles or ()) and agent.state != AgentState.LEFT:
        _lead(team, agent, known)
    after = {"name": agent.name, "team": draft.team or "", "roles": list(draft.roles or (Role.AGENT,))}
    audit.record(actor=known.actor, action="agent.add", about=agent, after=after)
    signals.agent_joined.send(sender=Agent, agent_id=agent.pk, on=agent.hired_on)
    if agent.left_on != STILL:
        signals.agent_left.send(sender=Agent, agent_id=agent.pk, on=agent.left_on)


def _lead(team: Team, agent: Agent, known: Known) -> None:
    if team.leader_id is None:
        teams.set_leader(team, leader=agent, on=max(known.today, agent.hired_on), actor=known.actor)


def _hashes(passwords: str | Mapping[str, str] | None, drafts: list[PersonDraft]) -> dict[str, str]:
    """Hashed first passwords by number; each is hashed once, since hashing is slow on purpose."""
    if passwords is None:
        return {}
    if isinstance(passwords, str):
        logins.check_password_strength(passwords)
        return dict.fromkeys((draft.employee_no for draft in drafts), make_password(passwords))
    for password in set(passwords.values()):
        logins.check_password_strength(password)
    once = {password: make_password(password) for password in set(passwords.values())}
    return {number: once[password] for number, password in passwords.items()}


def _open(drafts: list[PersonDraft], known: Known, summary: Summary, hashes: Mapping[str, str]) -> None:
    """Open the log-ins that are closed; an open one keeps its password."""
    refused = {fault.row for fault in summary.faults}
    for draft in drafts:
        agent = known.agents.get(draft.employee_no)
        if draft.row in refused or agent is None or draft.employee_no not in hashes:
            continue
        if agent.state == AgentState.LEFT or (agent.user and agent.user.has_usable_password()):
            continue
        user = logins.make(agent, actor=known.actor)
        logins.open_with_hash(user, encoded=hashes[draft.employee_no])
        summary.opened += 1
