"""The demo's schemes: the ready-made ones in force since some months, and a draft to compare and to try."""

import datetime as dt
from decimal import Decimal

from cstm import demo
from kpi.choices.schemes import Shape
from kpi.models import SchemeVersion
from kpi.selectors.schemes.pages import sample_start, samples
from kpi.services.schemes import versions
from staff.models import User

MONTHS = 5


def step(plan: demo.Plan) -> None:
    """Publish each ready-made scheme, still marked as a sample, and begin a draft of the first."""
    actor = User.objects.get(username="manager")
    since = plan.today.replace(day=1)
    for _ in range(MONTHS):
        since = (since - dt.timedelta(days=1)).replace(day=1)
    made: list[SchemeVersion] = []
    for sample in samples():
        start = sample_start(sample.code)
        draft = versions.create_scheme(
            versions.Names(start["name_en"], start["name_zh"]),
            role=start["role"],
            line=start["line"],
            grade=None,
            sample=sample.code,
            actor=actor,
        )
        made.append(versions.publish(draft, valid_from=since, today=plan.today, actor=actor))
    _draft(made[0], actor)
    plan.say(f"{len(made)} schemes published, and a draft.")


def _draft(version: SchemeVersion, actor: User) -> None:
    """Satisfaction weighs more, conversion less; and answers are judged by a straight line."""
    draft = versions.begin_draft(version.scheme, source=version, actor=actor)
    rows = versions.lines_of(draft)
    for row in rows:
        if row["metric"] == "csat":
            row["weight"] = Decimal(25)
        elif row["metric"] == "inq_conv":
            row["weight"] = Decimal(15)
        elif row["metric"] == "art":
            row.update(shape=Shape.LINEAR, worst=Decimal(60), best=Decimal(25), target=Decimal(35), steps=[])
    versions.write_lines(
        draft, rows, note="满意度权重提高，平响改为直线 / more weight on satisfaction", actor=actor
    )


demo.register(60, step)
