"""The demo's chats: masked on the way in, drawn, reviewed, one disputed, one miss that came again."""

import csv
import datetime as dt
from pathlib import Path
from typing import Any

from cstm import demo
from cstm.weeks import Week
from kpi.choices.quality import ReviewState
from kpi.models import QualityProblem, Review, SamplingPlan
from kpi.services.quality import chats, forms, hints, intake, plans, problems, reviews
from kpi.services.quality.reviews import Said
from staff.models import Agent, User
from staff.selectors.accounts import store_by_name

SHOP = "云杉旗舰店"
HEAD = ["会话ID", "轮次", "角色", "内容", "时间", "客服", "开始时间", "评价"]
# Turns as (role, seconds after the last one, text); personal data is invented and masked when taken in.
TALKS: list[list[tuple[str, int, str]]] = [
    [
        ("买家", 0, "你好，这个空气炸锅5L够一家三口用吗"),
        ("客服", 22, "您好亲，5L一次能做3到4人份，一家三口正合适，内胆可以拆下来洗哦"),
        ("买家", 40, "噪音大不大，晚上用怕吵到孩子"),
        ("客服", 35, "工作时约60分贝，和正常说话差不多。厨房关门的话卧室基本听不到，您可以放心"),
        ("买家", 30, "好的，我拍一个"),
        ("客服", 15, "谢谢亲，今天16点前付款当天发货，有问题随时找我"),
    ],
    [
        ("买家", 0, "我的订单号 2611090012345678901 怎么还没发货"),
        ("客服", 210, "在的"),
        (
            "买家",
            20,
            "收件人：王小丽，电话138 1234 5678，地址：浙江省杭州市西湖区文三路88号3幢502室，帮我看看",
        ),
        ("客服", 45, "不清楚呢，问平台吧"),
        ("买家", 15, "你们店的东西为什么要问平台"),
        ("客服", 60, "稍等我查一下，仓库今天下午出库，晚上能看到物流"),
    ],
    [
        ("买家", 0, "破壁机漏水怎么办"),
        ("客服", 30, "抱歉给您添麻烦了，请问是底座漏还是杯口漏呢？方便拍个视频吗"),
        ("买家", 90, "底座"),
        ("客服", 25, "底座漏多半是密封圈没装到位，我发您一张图，三步就能装好；还漏的话我们免费换新"),
        ("买家", 300, "装好了，不漏了，谢谢"),
        ("客服", 18, "太好了！以后清洗后记得把密封圈压平，祝您使用愉快"),
    ],
    [
        ("买家", 0, "电热水壶能退吗，不喜欢这个颜色"),
        ("客服", 75, "可以的亲，七天内没用过就能退"),
        ("买家", 20, "运费谁出"),
        ("客服", 200, "您出哦"),
        ("买家", 30, "有运费险吗"),
        ("客服", 30, "有的，退货后保险公司会赔，一般10到12元"),
    ],
]
WARM = "语气亲切，说明了数据。下次可以主动说一句物流时间。"
TRY = "先核对订单再答复；查询需要时间时，先告诉买家多久回复。"


def step(plan: demo.Plan) -> None:
    """Chats of the flagship, a plan, its draws, reviews with an answer, a dispute and a problem."""
    store = store_by_name(SHOP)
    qa = Agent.objects.select_related("user").get(user__username="qa")
    assert store is not None
    assert qa.user is not None
    form = forms.take_ready("service-check", actor=qa.user)
    forms.take_ready("red-lines", actor=qa.user)
    hints.take_ready(actor=qa.user)
    week = Week.last_full(plan.today)
    nicks = [
        person.nick
        for person in plan.made["people"]
        if person.store == SHOP and person.known and not person.left_on
    ][:6]
    path = _file(plan.folder / "chats.csv", nicks, [week.shift(-1), week])
    batch = intake.receive(
        path, name=path.name, store=store, stores={SHOP: store}, actor=qa.user, today=plan.today
    )
    chats.take(batch, actor=qa.user)
    supervisor = Agent.objects.get(user__username="supervisor")
    sampling = plans.save(
        None,
        name="每周质检 · weekly check",
        team=None,
        form=form.form,
        per_agent=1,
        reviewers=[qa],
        active=True,
        actor=qa.user,
        today=plan.today,
    )
    for monday in (week.shift(-1), week):
        plans.draw(sampling, monday, actor=qa.user, today=plan.today, seed=f"demo-{monday}")
    _review(sampling, qa.user, supervisor)
    plan.say("Chats taken in, drawn and reviewed.")


def _file(path: Path, nicks: list[str], weeks: list[Week]) -> Path:
    """A file as a platform's tool exports it: a row for each turn."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(HEAD)
        for week in weeks:
            for number, nick in enumerate(nicks):
                for place in range(2):
                    talk = TALKS[(number + place) % len(TALKS)]
                    day = week.days[(number + 2 * place) % 6]
                    at = dt.datetime.combine(day, dt.time(10 + number, 7 * place))
                    name = f"{week.monday:%m%d}-{number + 1}{place + 1}"
                    for turn, (role, wait, text) in enumerate(talk, start=1):
                        at += dt.timedelta(seconds=wait)
                        first = [f"{at:%Y-%m-%d %H:%M:%S}", nick]
                        rest = (
                            [f"{at:%Y-%m-%d %H:%M:%S}", 2 if talk is TALKS[1] else 5]
                            if turn == 1
                            else ["", ""]
                        )
                        out.writerow([name, turn, role, text, *first, *rest])
    return path


def _review(sampling: SamplingPlan, qa: User, supervisor: Agent) -> None:
    """Most of them are reviewed; two wait, one is disputed, one dispute was decided."""
    rows = list(Review.objects.filter(draw__plan=sampling).select_related("agent").order_by("day", "pk"))
    first = rows[0].agent
    for place, row in enumerate(rows[:-2]):
        weak = row.agent_id == first.pk
        said = _said(row, detail=Said("part", 2, "load", "先说要多久再查")) if weak else _said(row)
        reviews.fill(row, said, coaching=TRY if weak else WARM, actor=qa)
        if place % 3 == 1:
            reviews.acknowledge(row, actor=None)
    answered = [row for row in rows[:-2] if Review.objects.get(pk=row.pk).state == ReviewState.REVIEWED]
    if len(answered) > 1:
        reviews.dispute(answered[-1], comment="当时系统卡顿，我已在第四轮说明原因。", actor=None)
    if len(answered) > 2:
        row = reviews.dispute(answered[-2], comment="买家没有问细节。", actor=None)
        reason = "重新看过：买家确实没有追问，按原评分即可。"
        reviews.decide(row, decider=supervisor, reason=reason, actor=supervisor.user)
    _follow(supervisor)


def _said(row: Review, **worse: Said) -> dict[str, Said]:
    """The best answers, and those that are named."""
    best = {
        item["code"]: Said(max(item["options"], key=lambda option: float(option["points"]))["code"])
        for section in row.version.content["sections"]
        for item in section["items"]
    }
    return {**best, **worse}


def _follow(supervisor: Agent) -> None:
    """The problem that a miss which came again has become stands on this week's clinic."""
    for row in QualityProblem.objects.select_related("owner")[:1]:
        owner: Any = row.owner or supervisor
        problems.fix(
            row,
            cause="多个会话同时进来时，先答“在的”再去查，买家等得久。",
            fix="快捷短语里加一句“我查一下，3分钟内回复您”。",
            owner=owner,
            check_on=row.check_on,
            root="load",
            actor=supervisor.user,
        )
        problems.pick(row, Week.of(row.found_on), actor=supervisor.user)


demo.register(45, step)
