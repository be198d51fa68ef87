"""Forecasts of desks, and needs computed from them: both are jobs."""

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cstm.errors import DomainError
from shifts.selectors import desk_forecast
from shifts.selectors.desk_forecast import KIND, MOST_DAYS, NEEDS_KIND, DeskForecast
from shifts.selectors.needs import FORECAST
from shifts.selectors.staffing_plan import Assumptions, from_kept
from shifts.services import needs
from shifts.services.needs import Interval, Written
from staff.models import Desk, Job, User
from staff.services import jobs
from staff.services.job_handle import JobHandle


@transaction.atomic
def request(desk: Desk, first: dt.date, last: dt.date, *, actor: User | None) -> Job:
    """Have a desk forecast; one job a desk at a time. Raises DomainError for a span that is none."""
    if last < first:
        raise DomainError(_("The period ends before it begins."), code="span")
    if (last - first).days >= MOST_DAYS:
        text = _("At most %(most)s days are forecast at once.")
        raise DomainError(text % {"most": MOST_DAYS}, code="span")
    return jobs.enqueue(
        KIND,
        owner=actor,
        title=gettext_noop("Forecast of %(desk)s"),
        words={"desk": desk.name},
        params={"desk": desk.pk, "first": first.isoformat(), "last": last.isoformat()},
        unique_key=f"{KIND}:{desk.pk}",
    )


def run(handle: JobHandle) -> None:
    """What the worker does: store by store."""
    desk = Desk.objects.filter(pk=handle.params["desk"]).first()
    if desk is None:
        raise DomainError(_("This desk no longer exists."), code="gone")
    first, last = (dt.date.fromisoformat(handle.params[name]) for name in ("first", "last"))
    handle.result = desk_forecast.work_out(desk, first, last, handle.progress)


@transaction.atomic
def request_needs(
    desk: Desk,
    found: DeskForecast,
    plan: Assumptions,
    *,
    first: dt.date,
    last: dt.date,
    replace_typed: bool,
    actor: User | None,
) -> Job:
    """Have the heads of a span computed from a forecast; one job a desk at a time. Raises DomainError where
    the forecast does not reach, and for a target that nobody meets."""
    _check_reach(found, first, last)
    _check_target(plan)
    return jobs.enqueue(
        NEEDS_KIND,
        owner=actor,
        title=gettext_noop("Heads needed at %(desk)s"),
        words={"desk": desk.name},
        params={
            "desk": desk.pk,
            "forecast": found.job.pk,
            "plan": plan.kept(),
            "first": first.isoformat(),
            "last": last.isoformat(),
            "replace_typed": replace_typed,
        },
        unique_key=f"{NEEDS_KIND}:{desk.pk}",
    )


def run_needs(handle: JobHandle) -> None:
    """What the worker does: date by date, then all is written at once."""
    desk = Desk.objects.filter(pk=handle.params["desk"]).first()
    found = desk_forecast.of_job(handle.params["forecast"])
    if desk is None or found is None:
        raise DomainError(_("The desk or its forecast no longer exists."), code="gone")
    done = compute(
        desk,
        found,
        from_kept(handle.params["plan"]),
        first=dt.date.fromisoformat(handle.params["first"]),
        last=dt.date.fromisoformat(handle.params["last"]),
        replace_typed=handle.params["replace_typed"],
        actor=handle.job.owner,
        told=handle.progress,
    )
    handle.result = {"written": done.written, "kept": done.kept, "first": handle.params["first"]}


def compute(
    desk: Desk,
    found: DeskForecast,
    plan: Assumptions,
    *,
    first: dt.date,
    last: dt.date,
    replace_typed: bool,
    actor: User | None,
    told: Callable[[int, int, str], None] | None = None,
) -> Written:
    """Heads of each interval of a span out of a forecast, written with what they rest on.

    Each interval is the same question that the `staffing` command answers. Raises DomainError where the
    forecast does not reach, or where no handling time is known.
    """
    _check_reach(found, first, last)
    days = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    rows = []
    for number, day in enumerate(days):
        if told is not None:
            told(number, len(days), day.isoformat())
        rows += intervals(found, plan, day, day)
    if not rows:
        raise DomainError(
            _("No interval has both a volume and a handling time. Type the handling time."), code="aht"
        )
    return needs.write_intervals(desk, rows, replace_typed=replace_typed, actor=actor, action="need.solve")


def intervals(found: DeskForecast, plan: Assumptions, first: dt.date, last: dt.date) -> list[Interval]:
    """The same without writing: a row for each interval of the desk's hours whose volume is known."""
    from shifts.staffing import heads_by_interval

    slots = found.by_moment()
    places = [
        (first + dt.timedelta(days=number), minute)
        for number in range((last - first).days + 1)
        for minute in range(plan.begin // found.slot * found.slot, plan.end, found.slot)
    ]
    asked = []
    for day, minute in places:
        slot = slots.get(day.toordinal() * 1440 + minute)
        volume = None if slot is None or slot.value is None else round(slot.value * plan.share, 2)
        asked.append((day, minute, volume, plan.handling(slot.aht if slot else None)))
    heads = heads_by_interval(
        [volume for *_place, volume, _aht in asked],
        found.slot * 60,
        [aht for *_place, aht in asked],
        plan.target,
        concurrency=plan.factor,
        patience=plan.patience,
        shrinkage=plan.shrinkage,
        least=plan.least,
    )
    common = plan.basis() | {"from": FORECAST, "job": found.job.pk}
    return [
        Interval(
            day, minute, found.slot, each.scheduled,
            common | {"volume": volume, "aht": aht or 0, "agents": each.agents},
        )
        for (day, minute, volume, aht), each in zip(asked, heads, strict=True)
        if each is not None
    ]  # fmt: skip


def _check_reach(found: DeskForecast, first: dt.date, last: dt.date) -> None:
    """The days lie in the forecast and in their order."""
    if first < found.first or last > found.last or last < first:
        text = _("The forecast reaches from %(first)s to %(last)s. Choose days in it, or forecast others.")
        raise DomainError(text % {"first": found.first, "last": found.last}, code="span")


def _check_target(plan: Assumptions) -> None:
    """Refused before the job begins: a target that is none, and times that are none."""
    from shifts.staffing import Load, scheduled

    scheduled(0, plan.shrinkage)
    Load(0, 1800, plan.aht or 1, plan.factor, plan.patience)
    plan.target  # noqa: B018  (raises)
