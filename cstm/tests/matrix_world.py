"""The world of the permission matrix: an acting person, the own team, another team, and their things."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.db.models import Model

from cstm import access, permissions, portal
from cstm.tests import (
    matrix_cases,
    matrix_pay,
    matrix_praise,
    matrix_quality,
    matrix_requests,
    matrix_schemes,
    matrix_settings,
)
from kpi.choices import BatchState
from kpi.models import CustomMetric, FactPrecedence, ImportBatch, SavedLayout, Target
from shifts.models import AttendanceDay, DispatchMove, HandoverItem, OvertimeEntry, Punch, PunchSheet, Roster
from staff.models import (
    AccountHolding,
    Agent,
    Block,
    Desk,
    Job,
    Membership,
    Notice,
    PlatformAccount,
    RoleGrant,
    Store,
    StoreAssignment,
    Team,
    User,
    Webhook,
)

# Pages that a library brings along, whose tests are its own, and readyz, which answers 503 without a worker.
_PREFIXES = ("account_", "mfa_", "usersessions_")
LIBRARIES = frozenset(name for name in access.table() if name.startswith(_PREFIXES)) | {"readyz"}

# Where a service says no to a role on top of the table (ranks, the own file): url name, role, relation.
_OWN_FILE = ("agent_edit", "agent_move", "agent_leave", "agent_return", "agent_invite", "agent_login_close")
_OWN_WORK = (
    *(f"agent_{name}" for name in ("desk", "certificate", "contract", "exempt", "block")),
    *("certificate_withdraw", "exemption_remove", "block_remove"),
)
_OWN_WORK_API = tuple(f"agent-{name}" for name in ("desk", "certificate", "contract", "exemption", "block"))
_OWN_FILE_API = ("agent-detail", "agent-move", "agent-leave", "agent-return")
NARROWER: frozenset[tuple[str, str, str]] = (
    frozenset(
        [
            (name, role, "own")
            for role in ("supervisor", "manager", "hr")
            for name in (
                *(f"staff:{name}" for name in (*_OWN_FILE, *_OWN_WORK, "agent_skill", "agent_store")),
                *(f"staff-api:{name}" for name in (*_OWN_FILE_API, *_OWN_WORK_API)),
            )
        ]
        + [
            (name, role, "own")
            for role in ("manager", "hr", "admin")
            for name in ("staff:role_grant", "staff:role_revoke", "staff-api:grant-detail")
        ]
        + [
            (name, role, "own")
            for role in ("manager", "hr", "admin")
            for name in ("staff:rate_set", "staff:rate_remove")
        ]
        + [
            (name, role, "own")
            for role in ("supervisor", "manager", "admin")
            for name in ("staff:certificate_add", "staff:certificate_edit", "staff-api:certificate-list")
        ]
    )
    | matrix_praise.NARROWER
)

DAY = dt.date(2026, 11, 16)
MORNING = dt.datetime(2026, 11, 16, 1, tzinfo=dt.UTC)
Owners = dict[str, Agent]


@dataclass
class Scene:
    """Who acts, and whose things there are."""

    user: User
    people: Owners
    teams: dict[str, Team]
    stores: dict[str, Store]
    made: dict[tuple[str, str], Model] = field(default_factory=dict)

    def kwargs(self, route: permissions.Route, page: access.Page, relation: str) -> dict[str, Any]:
        """Values for a URL's parameters: an object in that relation, or one that any will do."""
        if not route.params:
            return {}
        found: dict[str, Any] = {}
        for param in route.params:
            if param in FILLERS:
                found[param] = FILLERS[param](self, route.name)
            else:
                found[param] = self.thing(page.scoped or route.name, relation).pk
        return found

    def form(self, route: permissions.Route) -> dict[str, Any]:
        """What a POST has to say for the page to find its thing at all."""
        if route.name.startswith("shifts:demand_"):
            return {"desk": self.thing("desk", "own").pk}
        return {"store": self.stores["own"].pk} if route.name == "kpi:binding_make" else {}

    def thing(self, kind: str, relation: str) -> Model:
        """An object of a kind that belongs to the acting person, a colleague, or another team."""
        key = (kind, relation)
        if key not in self.made:
            self.made[key] = MAKERS[kind](self, relation)
        return self.made[key]


def build(role: str) -> Scene:
    """An acting person with the role for the own team; a colleague; a stranger in another team."""
    teams = {name: _team(name) for name in ("Red", "Blue")}
    of = {"own": "Red", "team": "Red", "other": "Blue"}
    people = {relation: _agent(f"{role}-{relation}", teams[team]) for relation, team in of.items()}
    RoleGrant.objects.create(agent=people["own"], role=role, team=teams["Red"])
    user = people["own"].user
    assert user is not None
    stores = {team: Store.objects.get_or_create(name=f"Store {team}")[0] for team in ("Red", "Blue")}
    StoreAssignment.objects.create(agent=people["own"], store=stores["Red"])
    StoreAssignment.objects.create(agent=people["team"], store=stores["Red"])
    StoreAssignment.objects.create(agent=people["other"], store=stores["Blue"])
    scene = Scene(
        user,
        people,
        {relation: teams[team] for relation, team in of.items()},
        {relation: stores[team] for relation, team in of.items()},
    )
    scene.thing("desk", "own")
    return scene


def _team(name: str) -> Team:
    return Team.objects.get_or_create(path=name, defaults={"name": name})[0]


def _agent(name: str, team: Team) -> Agent:
    user = get_user_model().objects.create_user(name, f"{name}@example.org", "unused-here")
    agent = Agent.objects.create(user=user, employee_no=name, name=name)
    Membership.objects.create(agent=agent, team=team)
    return agent


def _account(scene: Scene, relation: str) -> PlatformAccount:
    name = f"account {relation}"
    account = PlatformAccount.objects.create(store=scene.stores[relation], name=name)
    AccountHolding.objects.create(account=account, agent=scene.people[relation])
    return account


def _grant(scene: Scene, relation: str) -> RoleGrant:
    return RoleGrant.objects.create(agent=scene.people[relation], role="agent", team=scene.teams[relation])


def _batch(scene: Scene, relation: str) -> ImportBatch:
    return ImportBatch.objects.create(
        store=scene.stores[relation],
        uploaded_by=scene.people[relation].user,
        file_name="a.csv",
        file="imports/none/a.csv",
        sha256="0" * 64,
        state=BatchState.STAGED,
        understood={"headers": ["旺旺昵称", "接待人数"]},
    )


def _job(scene: Scene, relation: str) -> Job:
    return Job.objects.create(
        kind="kpi.export", title="An export", owner=scene.people[relation].user, state="queued"
    )


def _download(scene: Scene, relation: str) -> Job:
    job = Job.objects.create(
        kind="kpi.export", owner=scene.people[relation].user, state="done", file_name="report.csv"
    )
    job.file.save("report.csv", ContentFile(b"period\n"))
    return job


def _layout(scene: Scene, relation: str) -> SavedLayout:
    return SavedLayout.objects.create(code=f"own-{relation}", name="Own", mapping={}, signature="x")


def _notice(scene: Scene, relation: str) -> Notice:
    return Notice.objects.create(agent=scene.people[relation], kind="job.done", about=f"job:{relation}")


def _target(scene: Scene, relation: str) -> Target:
    metric = {"own": "csat", "team": "frt_avg", "other": "csat"}[relation]
    return Target.objects.create(metric=metric, team=scene.teams[relation], value="0.9", valid_from=DAY)


def _webhook(scene: Scene, relation: str) -> Webhook:
    return Webhook.objects.create(name=f"hook {relation}", format="plain", url="https://example.org/hook")


def _roster(scene: Scene, relation: str) -> Roster:
    return Roster.objects.get_or_create(team=scene.teams[relation], month=DAY.replace(day=1))[0]


def _precedence(scene: Scene, relation: str) -> FactPrecedence:
    return FactPrecedence.objects.create(store=scene.stores[relation], fact="cases", sources=["a", "b"])


def _attendance(scene: Scene, relation: str) -> AttendanceDay:
    row, _new = AttendanceDay.objects.get_or_create(
        agent=scene.people[relation], day=DAY, defaults={"state": "absent"}
    )
    return row


def _attendance_paper(scene: Scene, relation: str) -> AttendanceDay:
    row = _attendance(scene, relation)
    row.evidence.save("paper.pdf", ContentFile(b"%PDF-1.4"))
    return row


def _punch(scene: Scene, relation: str) -> Punch:
    return Punch.objects.create(agent=scene.people[relation], at=MORNING, kind="in", source="hand")


def _punch_sheet(scene: Scene, relation: str) -> PunchSheet:
    sheet = PunchSheet.objects.create(name="times.csv", new=1)
    values = {"at": MORNING, "kind": "in", "source": "file", "sheet": sheet}
    Punch.objects.create(agent=scene.people[relation], **values)
    return sheet


def _overtime(scene: Scene, relation: str) -> OvertimeEntry:
    values = {"minutes": 60, "day_kind": "workday", "source": "extension"}
    return OvertimeEntry.objects.create(agent=scene.people[relation], day=DAY, **values)


def _dispatch(scene: Scene, relation: str) -> DispatchMove:
    desk = Desk.objects.get_or_create(name="Another desk")[0]
    span = {"start_at": MORNING, "end_at": MORNING + dt.timedelta(hours=2)}
    return DispatchMove.objects.create(agent=scene.people[relation], day=DAY, desk=desk, **span)


def _meeting(scene: Scene, relation: str) -> Block:
    span = {"start_at": MORNING, "end_at": MORNING + dt.timedelta(hours=2)}
    return Block.objects.create(
        agent=scene.people[relation], kind="busy", source="meeting", key="meeting:1", **span
    )


def _handover(scene: Scene, relation: str) -> HandoverItem:
    """An item at a store that this person alone of those here serves: who serves a store reads its book."""
    person = scene.people[relation]
    store = Store.objects.get_or_create(name=f"Store of {person.employee_no}")[0]
    StoreAssignment.objects.get_or_create(agent=person, store=store)
    return HandoverItem.objects.create(
        store=store, kind="note", title="Look at it", written_by=person, accept_by=MORNING
    )


MAKERS: dict[str, Callable[[Scene, str], Any]] = {
    "agent": lambda scene, relation: scene.people[relation],
    "team": lambda scene, relation: scene.teams[relation],
    "store": lambda scene, relation: scene.stores[relation],
    "account": _account,
    "grant": _grant,
    "batch": _batch,
    "job": _job,
    "download": _download,
    "notice": _notice,
    "target": _target,
    "webhook": _webhook,
    "roster": _roster,
    "attendance": _attendance,
    "attendance_paper": _attendance_paper,
    "punch": _punch,
    "punch_sheet": _punch_sheet,
    "overtime": _overtime,
    "dispatch": _dispatch,
    "meeting": _meeting,
    "handover": _handover,
    **matrix_cases.MAKERS,
    **matrix_pay.MAKERS,
    **matrix_requests.MAKERS,
    **matrix_schemes.MAKERS,
    **matrix_settings.MAKERS,
    **matrix_praise.MAKERS,
    **matrix_quality.MAKERS,
    "kpi:precedence_clear": _precedence,
    "kpi:layout_remove": _layout,
}


def _code(scene: Scene, name: str) -> str:
    if name == "panel":
        return portal.panels_for("home", scene.user)[0].code
    CustomMetric.objects.get_or_create(
        code="own_metric",
        defaults={"numerator": "cases", "unit": "count", "direction": "up", "name_en": "x", "name_zh": "x"},
    )
    return "own_metric"


FILLERS: dict[str, Callable[[Scene, str], Any]] = {
    "day": lambda _scene, _name: DAY,
    "token": lambda scene, _name: matrix_requests.token(scene),
    "code": _code,
    **matrix_schemes.FILLERS,
}
