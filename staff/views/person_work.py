"""What a person may be asked to work: desks, certificates, contract, exemption, blocks of time."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.access import require
from staff import access
from staff.choices import BlockSource
from staff.forms.work import (
    BlockForm,
    ContractForm,
    DeskOfForm,
    ExemptForm,
    QualificationForm,
    WithdrawForm,
)
from staff.models import Agent, Block, Exemption, Qualification
from staff.selectors import work
from staff.services import availability, desks, qualifications
from staff.views.shared import actor_of, answer, bound, since, until

_FORM = ["GET", "POST"]


def _managed(request: HttpRequest, agent: Agent) -> Agent:
    require(access.can_manage(request.user, agent))
    return agent


def _person(request: HttpRequest, pk: int) -> Agent:
    return _managed(request, access.get_agent(request.user, pk, "people.edit"))


def _answer(
    request: HttpRequest,
    agent: Agent,
    form: Any,
    save: Callable[[dict[str, Any]], object],
    words: tuple[str, str, str],
) -> HttpResponse:
    """One form of a person's page; `words` are its title, lead, and what is said when it is done."""
    page = {"title": words[0], "lead": words[1], "agent": agent, "back": "person"}
    to = ("staff:agent_work", {"pk": agent.pk})
    return answer(request, form=form, save=save, page=page, done=words[2], to=to)


@require_GET
def agent_work(request: HttpRequest, pk: int) -> HttpResponse:
    """What a person may be asked to work; contract, exemption and blocks for planners and oneself."""
    agent = access.get_agent(request.user, pk)
    user, today = request.user, timezone.localdate()
    me = access.agent_of(user)
    mine = me is not None and me.pk == agent.pk
    values = {
        "agent": agent,
        "work": work.work_of(agent, today=today, private=access.sees_private(user, agent)),
        "edit": agent.left_on >= today
        and agent in access.visible_agents(user, "people.edit")
        and bool(access.can_manage(user, agent)),
        "may_open_team": bool(access.may(user, "people.view")),
        "nav_code": "file" if mine else "team",
    }
    return render(request, "staff/agent_work.html", values)


def _back(request: HttpRequest, agent: Agent, done: str) -> HttpResponse:
    htmx.toast(request, done)
    return htmx.redirect(request, "staff:agent_work", pk=agent.pk)


def _span(data: dict[str, Any]) -> dict[str, Any]:
    return {"valid_from": since(data["valid_from"]), "valid_to": until(data["valid_to"])}


@require_http_methods(_FORM)
def agent_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a person be rostered to a desk."""
    agent = _person(request, pk)

    def save(data: dict[str, Any]) -> None:
        desks.assign(agent, desk=data["desk"], actor=actor_of(request), **_span(data))

    words = (
        _("Add a desk"),
        _("The person may be rostered there on these days; other desks stay."),
        _("The desk is added."),
    )
    return _answer(request, agent, bound(DeskOfForm, request), save, words)


@require_http_methods(_FORM)
def agent_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that a person holds a certificate."""
    agent = _person(request, pk)

    def save(data: dict[str, Any]) -> None:
        certificate = data["certificate"]
        span = {"valid_from": data["valid_from"], "valid_to": until(data["valid_to"])}
        qualifications.grant(agent, certificate, source=data["source"], actor=actor_of(request), **span)

    words = (
        _("Add a certificate"),
        _("It opens the desks and shifts that ask for it, on these days and the days of grace."),
        _("The certificate is written down."),
    )
    form = bound(QualificationForm, request, initial={"valid_from": timezone.localdate()})
    return _answer(request, agent, form, save, words)


@require_http_methods(_FORM)
def certificate_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """End a person's certificate from a day on."""
    held = access.part_of_person(request.user, Qualification, pk)
    agent = _managed(request, held.agent)

    def save(data: dict[str, Any]) -> None:
        qualifications.withdraw(
            agent, held.certificate, on=data["on"], reason=data["reason"], actor=actor_of(request)
        )

    words = (
        _("End the certificate"),
        _("From that day on, without days of grace, the person gets no shift that asks for it."),
        _("The certificate ends."),
    )
    form = bound(WithdrawForm, request, initial={"on": timezone.localdate()})
    return _answer(request, agent, form, save, words)


@require_http_methods(_FORM)
def agent_contract(request: HttpRequest, pk: int) -> HttpResponse:
    """Contract a person for hours a week."""
    agent = _person(request, pk)

    def save(data: dict[str, Any]) -> None:
        minutes = round(data["hours"] * 60)
        availability.set_contract(agent, weekly_minutes=minutes, actor=actor_of(request), **_span(data))

    words = (
        _("Set the contract"),
        _("What stood on these days gives way; without a contract 40 hours are assumed."),
        _("The contract is set."),
    )
    return _answer(request, agent, bound(ContractForm, request), save, words)


@require_http_methods(_FORM)
def agent_exempt(request: HttpRequest, pk: int) -> HttpResponse:
    """No nights and no overtime for a person on some days."""
    agent = _person(request, pk)

    def save(data: dict[str, Any]) -> None:
        availability.exempt(agent, actor=actor_of(request), **data)

    words = (
        _("No nights and no overtime"),
        _("Only the days are kept. No reason is asked for, and colleagues do not see it."),
        _("The exemption is written down."),
    )
    return _answer(request, agent, bound(ExemptForm, request), save, words)


@require_POST
def exemption_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an exemption back."""
    row = access.part_of_person(request.user, Exemption, pk)
    agent = _managed(request, row.agent)
    availability.end_exemption(
        agent, valid_from=row.valid_from, valid_to=row.valid_to, actor=actor_of(request)
    )
    return _back(request, agent, _("The exemption is removed."))


@require_http_methods(_FORM)
def agent_block(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter time in which a person is away or busy."""
    agent = _person(request, pk)

    def save(data: dict[str, Any]) -> None:
        availability.enter_block(agent, actor=actor_of(request), **data)

    words = (
        _("Block time"),
        _("Leave has pages of its own; this is for everything else."),
        _("The time is blocked."),
    )
    return _answer(request, agent, bound(BlockForm, request), save, words)


@require_POST
def block_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a block that was entered by hand."""
    row = access.part_of_person(request.user, Block, pk)
    if row.source != BlockSource.HAND:
        raise Http404
    agent = _managed(request, row.agent)
    availability.unblock(agent.pk, row.key, actor=actor_of(request))
    return _back(request, agent, _("The block is removed."))
