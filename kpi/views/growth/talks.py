"""One-to-one talks, private to the two and their lead."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from kpi.access import growth as access
from kpi.forms.growth import TalkForm
from kpi.services.growth import talks
from kpi.views.praise.common import form_page, me_of


@require_http_methods(["GET", "POST"])
def talk_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a talk with one of one's people."""
    agent, me = access.get_led(request.user, pk), me_of(request)
    form = TalkForm(request.POST or None, initial={"held_on": timezone.localdate()})
    return form_page(
        request,
        form,
        save=lambda: talks.hold(agent=agent, leader=me, actor=request.user, **form.cleaned_data),  # type: ignore[arg-type]
        page={
            "title": _("A talk with %(name)s") % {"name": agent},
            "lead": _("Only the two of you and your lead read it."),
            "action": _("Keep"),
            "nav_code": "growth_team",
        },
        done=_("Kept."),
        to=reverse("kpi:growth_agent", args=[agent.pk]),
    )


@require_GET
def talk_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One talk."""
    talk, me = access.get_talk(request.user, pk), me_of(request)
    context = {"talk": talk, "mine": talk.agent_id == me.pk, "nav_code": "growth"}
    return render(request, "kpi/growth/talk.html", context)


@require_POST
def talk_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The person adds own words."""
    talk, me = access.get_talk(request.user, pk), me_of(request)
    if talk.agent_id != me.pk:
        context = {
            "title": _("A one-to-one talk"),
            "problem": _("Only the person adds words here."),
            "nav_code": "growth",
        }
        return render(request, "kpi/praise/refused.html", context, status=422)
    talks.answer(talk, text=request.POST.get("answer", ""), actor=request.user)  # type: ignore[arg-type]
    htmx.toast(request, _("Kept."))
    return htmx.redirect(request, "kpi:talk_detail", pk=talk.pk)
