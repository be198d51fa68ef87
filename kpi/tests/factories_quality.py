"""Chats, forms and reviews for tests, made through the services where a rule lives there."""

import datetime as dt
import itertools

from cstm.weeks import Week
from kpi.choices.quality import ChatImportState
from kpi.models import Chat, ChatImport, FormVersion, Review, SampleDraw, SamplingPlan, Turn
from kpi.rules.quality_scores import form_of
from kpi.services.quality import forms, plans, reviews
from kpi.services.quality.reviews import Said
from staff.models import Agent, PlatformAccount, Store
from staff.tests.factories import make_account, make_store

WEEK = Week.parse("2026-W46")  # The last full week of the tests' today.
TODAY = dt.date(2026, 11, 21)
_numbers = itertools.count(1)
TALK = (
    ("customer", "在吗"),
    ("agent", "在的，亲"),
    ("customer", "什么时候发货"),
    ("agent", "今天下午发出哦"),
)


def account_of(agent: Agent, store: Store | None = None) -> PlatformAccount:
    """The agent's account at the store, held since ever."""
    found = PlatformAccount.objects.filter(holdings__agent=agent, store=store or make_store("Lotus")).first()
    return found or make_account(store or make_store("Lotus"), f"nick {agent.employee_no}", agent=agent)


def a_chat(
    agent: Agent,
    day: dt.date = WEEK.monday,
    *,
    rating: int | None = None,
    talk=TALK,
    store: Store | None = None,
) -> Chat:
    """A chat of the agent, taken in."""
    account = account_of(agent, store)
    number = next(_numbers)
    batch, _made = ChatImport.objects.get_or_create(
        store=account.store, file_name="made.csv", defaults={"state": ChatImportState.TAKEN}
    )
    chat = Chat.objects.create(
        batch=batch,
        store=account.store,
        account=account,
        agent=agent,
        digest=f"{number:064d}",
        label=f"D{number}",
        day=day,
        rating=rating,
        turn_count=len(talk),
    )
    Turn.objects.bulk_create(
        Turn(chat=chat, number=place, role=role, text=text)
        for place, (role, text) in enumerate(talk, start=1)
    )
    return chat


def a_form(code: str = "service-check") -> FormVersion:
    """A ready-made form, published."""
    return forms.take_ready(code, actor=None)


def a_plan(*reviewers: Agent, team=None, per_agent: int = 2, form: FormVersion | None = None) -> SamplingPlan:
    """A plan for a part of the tree."""
    plan = SamplingPlan.objects.create(
        name=f"Plan {next(_numbers)}", team=team, form=(form or a_form()).form, per_agent=per_agent
    )
    plan.reviewers.set(reviewers)
    return plan


def a_review(
    agent: Agent,
    reviewer: Agent,
    *,
    day: dt.date = WEEK.monday,
    version: FormVersion | None = None,
    chat=None,
) -> Review:
    """A drawn chat that waits for its reviewer."""
    version = version or a_form()
    plan = SamplingPlan.objects.filter(form=version.form).first() or a_plan(reviewer, form=version)
    plan.reviewers.add(reviewer)
    draw, _made = SampleDraw.objects.get_or_create(
        plan=plan, monday=Week.of(day).monday, defaults={"seed": "seed", "chats": 9, "drawn": 1}
    )
    chat = chat or a_chat(agent, day)
    return Review.objects.create(
        draw=draw, chat=chat, agent=agent, store=chat.store, version=version, reviewer=reviewer, day=day
    )


def answers(version: FormVersion, **worse: Said) -> dict[str, Said]:
    """The best answer to every item, other ones where named."""
    best = {
        item.code: Said(max(item.options, key=lambda option: option.points).code)
        for item in form_of(version.content).items
    }
    return {**best, **worse}


def reviewed(agent: Agent, reviewer: Agent, *, day: dt.date = WEEK.monday, **worse: Said) -> Review:
    """A chat that was reviewed."""
    review = a_review(agent, reviewer, day=day)
    return reviews.fill(review, answers(review.version, **worse), coaching="Well done.", actor=reviewer.user)


def disputed(agent: Agent, reviewer: Agent, **worse: Said) -> Review:
    """One that the agent disputes."""
    return reviews.dispute(reviewed(agent, reviewer, **worse), comment="I asked twice.", actor=agent.user)


def drawn(plan: SamplingPlan) -> SampleDraw:
    """The draw of the last full week."""
    return plans.draw(plan, WEEK, actor=None, today=TODAY)
