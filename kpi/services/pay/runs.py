"""Writes of a pay run: open, compute by a job, review, close. Nothing of a closed run ever changes."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cstm.errors import DomainError
from cstm.weeks import month_of
from kpi.choices.pay import LineCode, RunKind, RunState
from kpi.models import PayLine, PayRun, PaySlip
from kpi.selectors.pay import plans
from kpi.selectors.pay.compute import Computed, Draft, compute
from kpi.services.pay import words as _words  # noqa: F401  (registers the notices)
from shifts.services import overtime
from staff.choices import JobState
from staff.models import Agent, Job, User
from staff.services import audit, jobs, notices
from staff.services.job_handle import JobHandle

KIND = "kpi.pay_run"
_AT_ONCE = 500


@transaction.atomic
def open_run(month: dt.date, *, actor: User | None, today: dt.date, supplementary: bool = False) -> PayRun:
    """Open the run of a month, or a supplementary one for people who have left.

    Raises DomainError for a month to come, while another run of the kind is not closed, and for a month that
    lies before one that is closed.
    """
    first = month.replace(day=1)
    kind = RunKind.SUPPLEMENTARY if supplementary else RunKind.REGULAR
    if first > today:
        raise DomainError(_("This month has not begun yet."), code="future")
    known = PayRun.objects.filter(kind=kind).select_for_update()
    waiting = known.exclude(state=RunState.CLOSED).first()
    if waiting is not None:
        words = {"run": waiting}
        raise DomainError(_("The pay run %(run)s is not closed yet. Close it first.") % words, code="open")
    newest = known.order_by("-month").first()
    if not supplementary and newest is not None and first <= newest.month:
        raise DomainError(
            _("The pay run %(run)s is closed; what is found later becomes a difference in a later run.")
            % {"run": newest},
            code="closed",
        )
    number = 0
    if supplementary:
        number = 1 + max(PayRun.objects.filter(month=first).values_list("number", flat=True), default=0)
    run = PayRun.objects.create(
        month=first, kind=kind, number=number, currency=plans.settings().currency, settings={}
    )
    audit.record(
        actor=actor, action="pay_run.open", about=run, after={"month": f"{first:%Y-%m}", "kind": kind}
    )
    return run


@transaction.atomic
def request(run: PayRun, *, actor: User | None) -> Job:
    """Have a run computed anew. A review falls with it. Raises DomainError for a closed run."""
    held = _held(run)
    if held.state == RunState.CLOSED:
        raise DomainError(_("A closed pay run does not change."), code="closed")
    job = jobs.enqueue(
        KIND,
        owner=actor,
        title=gettext_noop("Pay run %(run)s"),
        words={"run": str(held)},
        params={"run": held.pk},
        unique_key=f"{KIND}:{held.pk}",
    )
    held.job = job
    held.save(update_fields=["job", "updated_at"])
    audit.record(actor=actor, action="pay_run.start", about=held, after={"run": str(held)})
    return job


def work(handle: JobHandle) -> None:
    """Compute the job's run and keep it in one transaction; called off or killed, the run stays as it was."""
    run = PayRun.objects.get(pk=handle.params["run"])
    done = compute_run(run, handle)
    handle.result.update(people=len(done.drafts))


def compute_run(run: PayRun, handle: JobHandle | None = None) -> Computed:
    """Compute a run and keep its slips in place of those before. Raises DomainError for a closed run."""
    tell = handle.progress if handle else lambda done, total: None
    done = compute(run.month, kind=run.kind, run_name=str(run), step=tell)
    with transaction.atomic():
        held = _held(run)
        if held.state == RunState.CLOSED:
            raise DomainError(_("A closed pay run does not change."), code="closed")
        PayLine.objects.filter(run=held).delete()
        PaySlip.objects.filter(run=held).delete()
        _keep(held, done, handle)
        held.state, held.computed_at = RunState.COMPUTED, timezone.now()
        held.reviewed_by = held.reviewed_at = None
        held.settings, held.currency = done.settings, done.settings["currency"]
        held.remarks = [each.kept() for each in done.remarks]
        held.save()
    return done


def compute_open(month: dt.date, *, supplementary: bool = False) -> Computed:
    """Compute the open run of a month. Raises DomainError where there is none, or where it is closed."""
    kind = RunKind.SUPPLEMENTARY if supplementary else RunKind.REGULAR
    run = PayRun.objects.filter(month=month, kind=kind).order_by("-number").first()
    if run is None:
        raise DomainError(_("This month has no run. Open it first, or ask for a preview."), code="none")
    return compute_run(run)


def _keep(run: PayRun, done: Computed, handle: JobHandle | None) -> None:
    for start in range(0, len(done.drafts), _AT_ONCE):
        part = done.drafts[start : start + _AT_ONCE]
        slips = PaySlip.objects.bulk_create([_slip(run, draft) for draft in part])
        PayLine.objects.bulk_create(
            [
                PayLine(
                    slip=slip,
                    run=run,
                    code=entry.line.code,
                    ref=entry.line.ref,
                    month=entry.month,
                    about=entry.about,
                    amount=entry.line.amount,
                    low=entry.line.low,
                    high=entry.line.high,
                    inputs=entry.line.inputs,
                    place=place,
                )
                for slip, draft in zip(slips, part, strict=True)
                for place, entry in enumerate(draft.entries)
            ],
            batch_size=_AT_ONCE,
        )
        if handle is not None:
            handle.checkpoint()


def _slip(run: PayRun, draft: Draft) -> PaySlip:
    low, high = draft.ends
    return PaySlip(
        run=run,
        agent=draft.agent,
        employee_no=draft.agent.employee_no,
        name=str(draft.agent),
        team_id=draft.team_id,
        version=draft.version,
        total=draft.total,
        pending=draft.pending,
        low=low,
        high=high,
        facts=draft.facts,
    )


@transaction.atomic
def review(run: PayRun, *, actor: User) -> PayRun:
    """Say that the run was looked through. Raises DomainError unless it is computed."""
    held = _held(run)
    if held.state == RunState.REVIEWED:
        return held
    if held.state != RunState.COMPUTED:
        raise DomainError(_("Compute the run first; then it is reviewed."), code="state")
    _not_running(held)
    held.state, held.reviewed_by, held.reviewed_at = RunState.REVIEWED, actor, timezone.now()
    held.save(update_fields=["state", "reviewed_by", "reviewed_at", "updated_at"])
    audit.record(actor=actor, action="pay_run.review", about=held, after={"run": str(held)})
    return held


@transaction.atomic
def close(run: PayRun, *, actor: User, today: dt.date) -> PayRun:
    """Close a reviewed run for good: its overtime is marked as paid, everybody is told.

    Raises DomainError for whoever reviewed it, before the review, before the month is over, and where another
    run was closed after this one was computed.
    """
    held = _held(run)
    if held.state == RunState.CLOSED:
        return held
    if held.state != RunState.REVIEWED:
        raise DomainError(_("A run is reviewed first, and closed by another person."), code="state")
    if held.reviewed_by_id == actor.pk:
        raise DomainError(_("You reviewed this run. Another person closes it."), code="same_person")
    if today <= month_of(held.month)[1]:
        raise DomainError(_("The month is not over yet."), code="month")
    _not_running(held)
    later = PayRun.objects.filter(state=RunState.CLOSED, closed_at__gt=held.computed_at).exclude(pk=held.pk)
    if later.exists():
        raise DomainError(
            _("Another run was closed after this one was computed. Compute it again."), code="stale"
        )
    entries = PayLine.objects.filter(run=held, about=LineCode.OVERTIME, ref__startswith="overtime:")
    ids = [int(ref.partition(":")[2]) for ref in entries.values_list("ref", flat=True)]
    overtime.mark_paid(ids, str(held))
    held.state, held.closed_by, held.closed_at = RunState.CLOSED, actor, timezone.now()
    held.save(update_fields=["state", "closed_by", "closed_at", "updated_at"])
    audit.record(
        actor=actor,
        action="pay_run.close",
        about=held,
        after={"run": str(held), "people": held.slips.count(), "reviewed_by": str(held.reviewed_by)},
    )
    people = Agent.objects.filter(pk__in=held.slips.values("agent_id"))
    notices.post_many(
        agents=people,
        kind="kpi.pay_closed",
        about=f"pay_run:{held.pk}",
        params={"month": f"{held.month:%Y-%m}"},
        url=f"/kpi/pay/mine/?month={held.month:%Y-%m}",
        private=True,
    )
    return held


def _held(run: PayRun) -> PayRun:
    return PayRun.objects.select_for_update(of=("self",)).get(pk=run.pk)


def _not_running(run: PayRun) -> None:
    if (
        run.job_id
        and Job.objects.filter(pk=run.job_id, state__in=[JobState.QUEUED, JobState.RUNNING]).exists()
    ):
        raise DomainError(_("The run is being computed. Wait until that is done."), code="running")
