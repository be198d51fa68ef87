"""How the demo team lives with its rosters: clocked times, reasons, overtime, a handover book, a training."""

import datetime as dt
from random import Random
from typing import Any

from django.utils import timezone

from cstm import demo
from shifts.choices import Burden, HandoverKind, OvertimeState, PunchKind, RosterState, ShiftKind
from shifts.models import Assignment, AttendanceDay, HandoverItem, OvertimeEntry
from shifts.services import attendance_talk, dispatch, fairness, handover, overtime, punches
from staff.models import Agent, Store, User
from staff.selectors.people import team_of

# Longer ago nobody looks at single days; whose calls are imported clocks on all of them.
BACK = dt.timedelta(days=21)
LINE = "值班"
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
ITEMS = (
    (HandoverKind.BUYER, "买家等退款答复", "退货已签收, 请看仓库的照片再回复。", "明月清风", "TB26110233871"),
    (HandoverKind.PROMISE, "答应今天补发配件", "螺丝包一份, 仓库说下午出。", "小城故事", "TB26110298114"),
    (HandoverKind.DEADLINE, "平台纠纷 18:00 前举证", "聊天记录和发货单都在群里。", "", "TB26109977412"),
    (HandoverKind.INCIDENT, "优惠券页面打不开", "已报技术, 先请买家稍等。", "", ""),
    (HandoverKind.NOTE, "大促话术第 3 版已生效", "旧话术不要再用。", "", ""),
)


def step(plan: demo.Plan) -> None:
    """Three weeks of coming and going, what was said about them, and what one shift left to the next."""
    now = timezone.now()
    supervisor = User.objects.get(username="supervisor")
    shifts = _worked(plan.today)
    _clocked(shifts, plan.random, now)
    said = _talk(shifts, supervisor)
    _overtime(supervisor)
    items = _book(now)
    _split(plan.today, now, supervisor)
    fairness.recompute_open()
    _set_right(plan.today, supervisor)
    plan.say(f"{AttendanceDay.objects.count()} days of attendance, {said} reasons, {items} handed over.")


def _worked(today: dt.date) -> list[Assignment]:
    """Shifts that people have seen, up to today, in order."""
    rows = Assignment.objects.exclude(roster__state=RosterState.DRAFT).exclude(template__kind=ShiftKind.REST)
    rows = rows.filter(day__lte=today, start_at__isnull=False).select_related("agent__user", "desk")
    return list(rows.order_by("day", "start_at", "agent_id"))


def _clocked(shifts: list[Assignment], rng: Random, now: dt.datetime) -> None:
    """Most come a little early and go on time; a few are late, and some serve on."""
    rows: list[tuple[int, dt.datetime, str]] = []
    newest = max((shift.day for shift in shifts), default=None)
    for shift in shifts:
        assert shift.start_at and shift.end_at and newest
        on_line = shift.desk is not None and shift.desk.name.endswith(LINE)
        luck = rng.random()
        if (newest - shift.day > BACK and not on_line) or luck < 0.01:
            continue  # One in a hundred shifts nobody came.
        came = shift.start_at + (rng.randint(7, 24) if luck < 0.05 else rng.randint(-12, 3)) * MINUTE
        went = shift.end_at + (rng.randint(35, 55) if luck > 0.97 else rng.randint(0, 9)) * MINUTE
        if came <= now:
            rows.append((shift.agent_id, came, PunchKind.IN))
        if went <= now:
            rows.append((shift.agent_id, went, PunchKind.OUT))
    punches.take(rows, source="clock")


def _talk(shifts: list[Assignment], supervisor: User) -> int:
    """Some say why they were late; half of them have their answer."""
    people = {shift.agent_id for shift in shifts}
    rows = AttendanceDay.objects.filter(agent_id__in=people, state__in=attendance_talk.FAULTS)
    rows = rows.select_related("agent__user").order_by("-day", "agent__employee_no")
    chosen = [row for row in rows[:40] if row.agent.user is not None][:6]
    for number, row in enumerate(chosen):
        reason = ("地铁停运, 附截图。", "接上一通电话晚了。", "早上去了医院。")[number % 3]
        attendance_talk.explain(row.pk, reason=reason, upload=None, actor=row.agent.user)
        if number % 2:
            team = team_of(row.agent, day=row.day)
            leader = team.leader if team is not None else None
            leader = leader if leader is not None and leader.pk != row.agent_id else None
            attendance_talk.answer(row.pk, excused=True, words="好的。", by=leader, actor=supervisor)
    return len(chosen)


def _overtime(supervisor: User) -> None:
    """What is older than a week is decided: paid, and now and then time in lieu."""
    by = Agent.objects.get(user=supervisor)
    newest = AttendanceDay.objects.order_by("-day").values_list("day", flat=True).first()
    rows = OvertimeEntry.objects.filter(state=OvertimeState.OPEN, day__lt=(newest or dt.date.max) - 7 * DAY)
    for number, row in enumerate(rows.exclude(agent=by).order_by("day", "pk")):
        lieu = number % 4 == 3 and row.day_kind != "statutory"
        state = OvertimeState.LIEU if lieu else OvertimeState.PAID
        overtime.decide(row.pk, state=state, actor=supervisor, by=by)


def _book(now: dt.datetime) -> int:
    """What people of the last shifts leave at their stores: some accepted, one late, one closed."""
    written = 0
    for store in Store.objects.order_by("name"):
        here = Assignment.objects.exclude(roster__state=RosterState.DRAFT).filter(desk__stores=store)
        before = here.filter(end_at__lte=now, end_at__gt=now - DAY, start_at__isnull=False)
        writer = before.select_related("agent__user").order_by("end_at", "agent_id").first()
        if writer is None or writer.end_at is None:
            continue
        at = writer.end_at - 10 * MINUTE
        for kind, title, text, buyer, order_no in ITEMS[written % 2 :: 2]:
            values: dict[str, Any] = {"kind": kind, "title": title, "text": text, "buyer": buyer}
            values |= {"order_no": order_no, "due_at": now + dt.timedelta(hours=5)}
            item = handover.write(store, by=writer.agent, values=values, actor=writer.agent.user, now=at)
            written += 1
            if written % 3:
                _accepted(item, now, close=written % 3 == 2)
    return written


def _accepted(item: HandoverItem, now: dt.datetime, *, close: bool) -> None:
    """Somebody of the next shift took it over, where one is there already."""
    here = Assignment.objects.exclude(roster__state=RosterState.DRAFT).filter(desk__stores=item.store_id)
    shift = here.filter(start_at__lte=now, end_at__gt=now).exclude(agent=item.written_by)
    taker = shift.select_related("agent__user").order_by("start_at", "agent_id").first()
    if taker is None or taker.start_at is None:
        return
    by, actor = taker.agent, taker.agent.user
    handover.accept(item.pk, by=by, actor=actor, now=min(now, taker.start_at + 5 * MINUTE))
    if close:
        handover.close(item.pk, by=by, text="已处理, 买家满意。", actor=actor, now=now)


def _split(today: dt.date, now: dt.datetime, supervisor: User) -> None:
    """A training for some of tomorrow's day shift."""
    rows = Assignment.objects.exclude(roster__state=RosterState.DRAFT).filter(
        day=today + DAY, template__kind=ShiftKind.DAY, start_at__isnull=False
    )
    shifts = list(rows.select_related("agent").order_by("agent__employee_no")[:3])
    if shifts and shifts[0].start_at is not None:
        begin = shifts[0].start_at + dt.timedelta(hours=5)
        people = [shift.agent for shift in shifts]
        dispatch.meet(
            people, kind="training", start_at=begin, end_at=begin + dt.timedelta(hours=1),
            title="新品知识", actor=supervisor,
        )  # fmt: skip


def _set_right(today: dt.date, supervisor: User) -> None:
    """One balance that was set right, with its reason."""
    person = Agent.objects.filter(user__username="agent").first()
    if person is not None:
        fairness.adjust(
            person, burden=Burden.WEEKEND, month=today.replace(day=1), hundredths=-100,
            reason="9 月替同事值了一个周六, 当时没有记入。", actor=supervisor,
        )  # fmt: skip


demo.register(35, step)
