"""The demo's cases: four weeks of complaints, returns and reviews, some late, some reopened, with actions."""

import datetime as dt
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from cstm import demo
from kpi.choices.cases import CaseKind, CaseState
from kpi.models import Case, CaseCategory, ScriptUse
from kpi.services.cases import actions, cases, ratings, steps, waste
from staff.models import AccountHolding, Agent, Store, User
from staff.services import store_hours

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
LINE = "云杉服务热线"
MOST_OWNERS, DAYS = 10, 28
# Kind, title, category, product, fields, refund.
ROWS: tuple[tuple[str, str, str, str, dict[str, str], str], ...] = (
    (CaseKind.COMPLAINT, "买家投诉发货太慢", "延迟发货或送达", "", {"promise": "今天下班前给答复"}, ""),
    (
        CaseKind.DAMAGED,
        "收到时灯罩碎了",
        "运输破损",
        "云杉台灯",
        {"courier": "中通", "way": "resend"},
        "39.00",
    ),
    (CaseKind.RETURN, "尺码偏小要换大一码", "尺码或颜色", "云杉卫衣", {"way": "exchange"}, ""),
    (CaseKind.RETURN, "用了三天拉链坏了", "质量问题", "云杉背包", {"way": "return"}, "128.00"),
    (CaseKind.COURIER, "快递显示签收但买家没收到", "丢件", "", {"courier": "圆通", "claim": "waiting"}, ""),
    (CaseKind.REVIEW, "差评: 与图片颜色不一样", "与描述不符", "云杉卫衣", {"grade": "negative"}, ""),
    (CaseKind.REVIEW, "中评: 物流慢了两天", "延迟发货或送达", "", {"grade": "middling"}, ""),
    (CaseKind.CALL_BACK, "答应晚上回电说明安装", "信息有误或未告知", "云杉台灯", {"reached": "later"}, ""),
    (CaseKind.ESCALATION, "买家情绪激动, 要求主管回复", "服务态度", "", {"tried": "道歉并说明规则"}, ""),
    (CaseKind.FAULT, "商品页写错了保修期", "文字或图片有误", "云杉台灯", {"fault": "listing"}, ""),
    (CaseKind.COMPLAINT, "赠品没有一起发", "优惠券或赠品", "", {"wish": "补发赠品"}, ""),
    (CaseKind.FAULT, "同一批背包拉链容易卡", "质量问题", "云杉背包", {"fault": "product"}, ""),
)
OUTCOMES = (
    "已补发并致歉, 买家接受。",
    "按规则退款, 买家确认收到。",
    "已联系快递, 次日送达。",
    "解释清楚后买家满意。",
)
NUMBERS = {"云杉台灯": "YS-L01", "云杉卫衣": "YS-W07", "云杉背包": "YS-B03"}


def step(plan: demo.Plan) -> None:
    """Store hours, cases of four weeks, a fault at the merchant, actions, waste and use of scripts."""
    now, rng = timezone.now(), Random(41)
    supervisor = User.objects.select_related("agent").get(username="supervisor")
    owners = _owners(plan.today)
    if not owners:
        return
    _hours({store.pk: store for _agent, store in owners}.values(), supervisor)
    names = {row.name_zh: row for row in CaseCategory.objects.all()}
    made = [_case(number, owners, names, now, rng) for number in range(min(DAYS, 7 * plan.weeks) * 2)]
    _leave_open(made, now)
    _scripts(owners, plan.today, rng)
    _around(made, supervisor, plan.today)
    plan.say(f"{len(made)} cases, {Case.objects.exclude(state=CaseState.CLOSED).count()} of them open.")


def _owners(today: dt.date) -> list[tuple[Agent, Store]]:
    """Some agents with the store that they serve; those who have a log-in first."""
    rows = AccountHolding.objects.on(today).exclude(account__store__name=LINE)
    rows = rows.select_related("agent__user", "account__store")
    found: dict[int, tuple[Agent, Store]] = {}
    for row in sorted(rows, key=lambda each: (each.agent.user_id is None, each.agent.employee_no)):
        if row.agent.left_on >= today and row.agent.hired_on <= today - DAYS * DAY:
            found.setdefault(row.agent_id, (row.agent, row.account.store))
    return list(found.values())[:MOST_OWNERS]


def _hours(stores: Any, actor: User) -> None:
    """Shops serve from half past eight to two at night, and close on New Year's Eve of the lunar calendar."""
    for store in stores:
        store_hours.set_week(store, dict.fromkeys(range(7), (dt.time(8, 30), dt.time(2))), actor=actor)
    store_hours.set_day(None, dt.date(2027, 2, 5), times=None, name="除夕", actor=actor)


def _case(
    number: int,
    owners: list[tuple[Agent, Store]],
    names: dict[str, CaseCategory],
    now: dt.datetime,
    rng: Random,
) -> Case:
    """One case, most of them settled in time."""
    kind, title, category, product, fields, refund = ROWS[number % len(ROWS)]
    owner, store = owners[number % len(owners)]
    opened = now - (number // 2) * DAY - rng.randint(2, 9) * HOUR
    case = cases.open_case(
        store,
        kind=kind,
        title=title,
        owner=owner,
        by=owner,
        actor=owner.user,
        now=opened,
        values={
            "category": names.get(category),
            "buyer": f"买家{rng.randint(100, 999)}",
            "order_no": f"TB2611{rng.randint(10**6, 10**7 - 1)}",
            "product": product,
            "product_no": NUMBERS.get(product, ""),
            "fields": fields,
            "refund_amount": Decimal(refund) if refund else None,
            "source": "review" if kind == CaseKind.REVIEW else "chat",
            "priority": "high" if kind == CaseKind.ESCALATION else "normal",
        },
    )
    done = opened + rng.choice((1, 2, 3, 5, 30)) * HOUR
    if done < now - HOUR and number % 9 != 4:
        _settle(case, done, now, rng)
    return case


def _settle(case: Case, at: dt.datetime, now: dt.datetime, rng: Random) -> None:
    """Checked, closed, answered by the buyer; a few are opened again."""
    owner, actor = case.owner, case.owner.user
    check = case.checks.first()
    if check is not None:
        steps.set_check(case.pk, check.pk, result="true", by=owner, actor=actor, now=at - HOUR / 2)
    if case.kind == CaseKind.REVIEW:
        word = rng.choice(("yes", "yes", "no"))
        values = {"fields": {"review_changed": word}}
        cases.change(case.pk, values=values, by=owner, actor=actor, now=at - HOUR / 3)
    if case.kind == CaseKind.FAULT:
        asked = steps.ask(
            case.pk, department="merchant", what="请商家核实并修改", by=owner, actor=actor, now=at - HOUR / 2
        )
        steps.answer(case.pk, asked.pk, text="商家已修改", by=owner, actor=actor, now=at - HOUR / 4)
    outcome, first = rng.choice(OUTCOMES), rng.random() < 0.7
    cases.close(case.pk, outcome=outcome, first_contact=first, by=owner, actor=actor, now=at)
    if case.kind == CaseKind.COMPLAINT:
        link = ratings.ask(case.pk, by=owner, actor=actor, now=at)
        token = link.rstrip("/").rpartition("/")[2]
        ratings.answer(token, score=rng.choice((5, 5, 4, 3)), now=at + HOUR / 2)
    elif rng.random() < 0.1 and at + 20 * HOUR < now:
        cases.reopen(case.pk, reason="买家说还没有解决", by=owner, actor=actor, now=at + 6 * HOUR)
        cases.close(case.pk, outcome="再次处理完成。", by=owner, actor=actor, now=at + 9 * HOUR)


def _leave_open(made: list[Case], now: dt.datetime) -> None:
    """A fault waits for the merchant."""
    open_faults = [case for case in made if case.kind == CaseKind.FAULT]
    for case in open_faults[:1]:
        case.refresh_from_db()
        if case.state == CaseState.OPEN:
            steps.ask(
                case.pk,
                department="merchant",
                what="请商家更正保修期并回复",
                due_on=timezone.localdate(now) + 2 * DAY,
                by=case.owner,
                actor=case.owner.user,
                now=now - HOUR,
            )


def _around(made: list[Case], supervisor: User, today: dt.date) -> None:
    """Actions, one of them checked, and a log of waste, one line of it in use."""
    leader = User.objects.select_related("agent").get(username="leader")
    owner = made[0].owner
    add: dict[str, Any] = {"actor": supervisor, "source": f"case:{made[0].pk}"}
    actions.add_action(
        kind="preventive", title="商品页写明发货时间", cause="买家以为当天发货", owner=owner,
        due=today + 10 * DAY, **add,
    )  # fmt: skip
    done = actions.add_action(
        kind="corrective", title="背包拉链批次下架检查", cause="同一批次多次退货", owner=leader.agent,
        due=today - 3 * DAY, **add,
    )  # fmt: skip
    actions.finish(done.pk, result="已换供应商, 新批次到仓。", on=today - 4 * DAY, actor=leader)
    actions.check(
        done.pk, helped="yes", found="两周内没有新的退货。", by=supervisor.agent, on=today - DAY,
        actor=supervisor,
    )  # fmt: skip
    line = waste.write(
        step="每单手工复制快递单号到表格", minutes_lost=Decimal("1.5"), cases_a_week=320,
        proposal="用后台导出代替手工复制", by=owner, actor=owner.user,
    )  # fmt: skip
    waste.decide(
        line.pk, state="done", minutes_saved=Decimal("1.2"), used_for="urging", used_words="提醒未付款买家",
        by=supervisor.agent, on=today - 2 * DAY, actor=supervisor,
    )  # fmt: skip
    waste.write(
        step="退款要在两个群里各报一次", minutes_lost=Decimal("2"), cases_a_week=90,
        proposal="只在工单里写一次", by=owner, actor=owner.user,
    )  # fmt: skip


def _scripts(owners: list[tuple[Agent, Store]], today: dt.date, rng: Random) -> None:
    """Two weeks of canned replies."""
    rows = [
        ScriptUse(
            agent=agent, store=store, day=today - back * DAY, used=used, edited=used // 3, messages=used * 4
        )
        for agent, store in owners
        for back in range(1, 15)
        if (used := rng.randint(40, 120))
    ]
    ScriptUse.objects.bulk_create(rows, ignore_conflicts=True)


demo.register(45, step)
