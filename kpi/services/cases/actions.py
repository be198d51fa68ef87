"""Corrective and preventive actions: added, done with a result, checked by somebody else, or dropped."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.choices.cases import ActionKind, ActionState, Helped
from kpi.models import CaseAction
from kpi.services.cases import words  # noqa: F401  (registers the notices)
from staff.models import Agent, User
from staff.services import audit, notices


@transaction.atomic
def add_action(
    *, kind: str, title: str, cause: str, owner: Agent, due: dt.date, source: str, actor: User | None
) -> CaseAction:
    """Add an action to the list; its owner is told.

    `source` names what it came from, such as "inspection:7" or "case:12"; the same title from the same
    source, still to do, is found again and not added twice. Raises DomainError for a kind that is not
    known, without a title, or for an owner who has left.
    """
    if kind not in ActionKind.values:
        raise DomainError(_("Choose whether the action is corrective or preventive."), code="kind")
    title = title.strip()[:160]
    if not title:
        raise DomainError(_("Say in a few words what is to be done."), code="no_title")
    if owner.left_on < timezone.localdate():
        raise DomainError(_("%(name)s has left.") % {"name": owner}, code="left")
    if source:
        standing = CaseAction.objects.filter(source=source, title=title, state=ActionState.OPEN).first()
        if standing is not None:
            return standing
    action = CaseAction.objects.create(
        kind=kind,
        title=title,
        cause=cause.strip()[:1000],
        owner=owner,
        due=due,
        source=source[:80],
        made_by=getattr(actor, "agent", None),
    )
    audit.record(
        actor=actor,
        action="case_action.add",
        about=action,
        after={"title": title, "kind": kind, "owner": owner, "due": due, "source": source},
    )
    notices.post(
        agent=owner,
        kind="kpi.action_given",
        about=f"action:{action.pk}",
        params={"title": title, "due": due.isoformat()},
        url=f"/kpi/actions/{action.pk}/",
        private=True,
    )
    return action


@transaction.atomic
def finish(action_id: int, *, result: str, on: dt.date, actor: User | None) -> CaseAction:
    """The action is done, with its result; pressed twice is once. Raises DomainError without a result."""
    action = _locked(action_id)
    if action.state == ActionState.DONE:
        return action
    _must_be(action, ActionState.OPEN)
    if not result.strip():
        raise DomainError(_("Say what came of it."), code="no_result")
    action.state, action.result, action.done_on = ActionState.DONE, result.strip()[:1000], on
    action.save(update_fields=["state", "result", "done_on", "updated_at"])
    audit.record(actor=actor, action="case_action.close", about=action, after={"result": action.result})
    return action


@transaction.atomic
def check(
    action_id: int, *, helped: str, found: str, by: Agent | None, on: dt.date, actor: User | None
) -> CaseAction:
    """Somebody other than the owner says whether it helped; where it did not, it is to do again.

    Raises DomainError for the owner, for an answer that is not known, and without words.
    """
    action = _locked(action_id)
    _must_be(action, ActionState.DONE)
    if helped not in Helped.values:
        raise DomainError(_("Choose whether it helped."), code="helped")
    if not found.strip():
        raise DomainError(_("Say what the check found."), code="no_words")
    if by is not None and by.pk == action.owner_id:
        raise DomainError(_("Somebody other than the owner checks."), code="own_action")
    again = helped == Helped.NO
    action.state = ActionState.OPEN if again else ActionState.CHECKED
    action.helped, action.check_words = helped, found.strip()[:1000]
    action.checked_by, action.checked_on = by, on
    if again:
        action.done_on = None
    action.save()
    audit.record(
        actor=actor, action="case_action.assess", about=action, after={"value": helped}, reason=found
    )
    return action


@transaction.atomic
def drop(action_id: int, *, reason: str, actor: User | None) -> CaseAction:
    """The action is not needed any more. Raises DomainError without a reason, or once it is done."""
    action = _locked(action_id)
    _must_be(action, ActionState.OPEN)
    if not reason.strip():
        raise DomainError(_("Say why it is dropped."), code="no_reason")
    action.state, action.check_words = ActionState.DROPPED, reason.strip()[:1000]
    action.save(update_fields=["state", "check_words", "updated_at"])
    audit.record(actor=actor, action="case_action.withdraw", about=action, reason=reason)
    return action


def _locked(action_id: int) -> CaseAction:
    """The action, held until the end of the transaction."""
    return CaseAction.objects.select_for_update(of=("self",)).select_related("owner").get(pk=action_id)


def _must_be(action: CaseAction, state: ActionState) -> None:
    """Raises DomainError where the action stands elsewhere."""
    if action.state != state:
        raise DomainError(
            _("This action stands at: %(state)s.") % {"state": action.get_state_display()}, code="state"
        )
