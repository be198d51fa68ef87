"""Chats, forms, reviews and problems of the world of the permission matrix."""

import datetime as dt
from typing import Any

from kpi.models import (
    CalibrationRound,
    Chat,
    ChatImport,
    FormVersion,
    HintRule,
    QualityProblem,
    Review,
    SampleDraw,
    SamplingPlan,
)
from kpi.services.quality import forms
from staff.models import Agent, Membership, PlatformAccount

DAY = dt.date(2026, 11, 9)


def version(_scene: Any = None, _relation: str = "") -> FormVersion:
    """A published form."""
    return forms.take_ready("red-lines", actor=None)


def draft(_scene: Any, _relation: str) -> FormVersion:
    """A draft of it."""
    return forms.open_draft(version().form, actor=None)


def a_third(scene: Any, relation: str) -> Agent:
    """Somebody else of the relation's team."""
    name = f"third {relation}"
    person, _new = Agent.objects.get_or_create(employee_no=name, defaults={"name": name})
    Membership.objects.get_or_create(agent=person, team=scene.teams[relation])
    return person


def chat_import(scene: Any, relation: str) -> ChatImport:
    """A file of chats of the relation's store."""
    counts = dict.fromkeys(("chats", "turns", "new", "there", "unbound", "refused", "rows"), 1)
    return ChatImport.objects.create(
        store=scene.stores[relation], file_name="chats.csv", state="taken", counts=counts
    )


def chat(scene: Any, relation: str, agent: Agent | None = None) -> Chat:
    """A chat of the relation's person."""
    account, _new = PlatformAccount.objects.get_or_create(
        store=scene.stores[relation], name=f"chats {relation}"
    )
    return Chat.objects.create(
        batch=chat_import(scene, relation),
        store=scene.stores[relation],
        account=account,
        agent=agent or scene.people[relation],
        digest=f"{Chat.objects.count():064d}",
        day=DAY,
    )


def plan(scene: Any, relation: str) -> SamplingPlan:
    """A plan for the relation's team."""
    return SamplingPlan.objects.get_or_create(
        name=f"plan {relation}", defaults={"team": scene.teams[relation], "form": version().form}
    )[0]


def review(scene: Any, relation: str, agent: Agent | None = None, **values: Any) -> Review:
    """A reviewed chat of the relation's person, by a third one."""
    draw, _new = SampleDraw.objects.get_or_create(
        plan=plan(scene, relation), monday=DAY, defaults={"seed": "s", "chats": 9}
    )
    about = chat(scene, relation, agent)
    values = {"reviewer": a_third(scene, relation), "state": "reviewed", "points": 50, "most": 50, **values}
    return Review.objects.create(
        draw=draw, chat=about, agent=about.agent, store=about.store, version=version(), day=DAY, **values
    )


def to_mark(scene: Any, relation: str) -> Review:
    """A chat that waits for the acting person, whose agent is somebody else; the other one's
    for the other."""
    reviewer = scene.people["other" if relation == "other" else "own"]
    return review(scene, relation, a_third(scene, relation), reviewer=reviewer, state="waiting")


def dispute(scene: Any, relation: str) -> Review:
    """A disputed review of somebody else in the relation's team, by a third one."""
    agent = scene.people["team" if relation == "own" else relation]
    return review(scene, relation, agent, state="disputed", comment="No.")


def problem(scene: Any, relation: str, agent: Agent | None = None) -> QualityProblem:
    """A problem of the relation's person."""
    return QualityProblem.objects.create(
        agent=agent or scene.people[relation],
        form=version().form,
        item=f"item-{QualityProblem.objects.count()}",
        item_en="Detail",
        item_zh="细致",
        check_on=DAY,
        found_on=DAY,
    )


def to_mend(scene: Any, relation: str) -> QualityProblem:
    """A problem of somebody whom the acting person may help: of the own one nobody else's."""
    return problem(scene, relation, scene.people["team"] if relation == "own" else None)


def calibration(scene: Any, relation: str) -> CalibrationRound:
    """A round in which the acting person takes part, and one of another team's."""
    row = CalibrationRound.objects.create(name=f"round {relation}", version=version(), seed="s")
    row.reviewers.add(scene.people["other" if relation == "other" else "own"])
    row.chats.add(chat(scene, relation))
    return row


MAKERS = {
    "chat": chat,
    "chat_import": chat_import,
    "plan": plan,
    "review": review,
    "review_to_mark": to_mark,
    "dispute": dispute,
    "problem": problem,
    "problem_to_mend": to_mend,
    "calibration": calibration,
    "kpi:form_version": version,
    "kpi:form_draft": lambda scene, relation: version().form,
    **{f"kpi:form_{name}": draft for name in ("item", "item_remove", "publish", "discard")},
    "kpi-api:inspection_form_publish": draft,
    "kpi:hint_edit": lambda scene, relation: hint(),
    "kpi:hint_remove": lambda scene, relation: hint(),
    "kpi-api:hint_rule": lambda scene, relation: hint(),
}


def hint() -> HintRule:
    """A rule of hints."""
    return HintRule.objects.get_or_create(name="a rule", defaults={"kind": "words", "words": ["no"]})[0]
