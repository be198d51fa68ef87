"""Honours: open criteria, given for facts, shown by their holders' choice, and as a certificate."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.access import may_open_name
from cstm.errors import DomainError
from cstm.formats import asked_number
from kpi.access import praise as access
from kpi.forms.praise import AwardForm, HonourForm
from kpi.models import Honour
from kpi.selectors import definitions
from kpi.selectors.praise import honours as reads
from kpi.selectors.registry import all_metrics
from kpi.services.praise import certificates, honours
from kpi.views.praise.common import form_page, me_of
from staff.access import visible_agents


@require_GET
def honour_list(request: HttpRequest) -> HttpResponse:
    """Every honour with its criteria, how far one is oneself, and who lets others see it."""
    me, today = me_of(request), timezone.localdate()
    rows = [
        {"honour": one, "checks": [(c, reads.words_of(c)) for c in reads.check(one, me, today)]}
        for one in reads.honours()
    ]
    context = {
        "rows": rows,
        "shown": list(reads.shown_awards()),
        "may_give": may_open_name(request.user, "kpi:award_new"),
        "may_edit": may_open_name(request.user, "kpi:honour_edit"),
        "tab": "honours",
        "nav_code": "praise",
    }
    return render(request, "kpi/praise/honours.html", context)


def _edit(request: HttpRequest, row: Honour | None) -> HttpResponse:
    metrics = [
        (code, definitions.name(metric))
        for code, metric in all_metrics().items()
        if metric.no and metric.summable and metric.direction in ("up", "down", "band")
    ]
    initial = HonourForm.initial_of(row) if row else None
    form = HonourForm(request.POST or None, initial=initial, metrics=metrics)
    return form_page(
        request,
        form,
        save=lambda: honours.save_honour(row, values=form.values(), actor=request.user),  # type: ignore[arg-type]
        page={
            "title": str(row) if row else _("A new honour"),
            "lead": _("Everybody reads the criteria. Whoever meets them may have it: it is no contest."),
            "action": _("Save"),
        },
        done=_("Saved."),
        to=reverse("kpi:honour_list"),
    )


@require_http_methods(["GET", "POST"])
def honour_new(request: HttpRequest) -> HttpResponse:
    """A new honour."""
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
def honour_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an honour; its code stays."""
    return _edit(request, get_object_or_404(Honour, pk=pk))


@require_http_methods(["GET", "POST"])
def award_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an honour to one of one's people; what records show of the criteria stands beside."""
    honour, me = get_object_or_404(Honour, pk=pk), me_of(request)
    people = visible_agents(request.user, access.AWARD, timezone.localdate()).exclude(pk=me.pk)
    people = people.order_by("name", "employee_no")
    chosen = asked_number(request.POST.get("agent", "") or request.GET.get("agent", ""))
    person = people.filter(pk=chosen).first() if chosen else None
    form = AwardForm(request.POST or None, people=people, initial={"agent": chosen})
    checks: list[Any] = []
    if person is not None:
        checks = [(c, reads.words_of(c)) for c in reads.check(honour, person, timezone.localdate())]
    return form_page(
        request,
        form,
        save=lambda: honours.award(
            honour,
            agent=form.cleaned_data["agent"],
            by=me,
            reason=form.cleaned_data["reason"],
            actor=request.user,  # type: ignore[arg-type]
        ),
        page={"title": str(honour), "honour": honour, "person": person, "checks": checks},
        done=_("Given. Only the person sees it, until the person chooses to show it."),
        to=reverse("kpi:honour_list"),
        template="kpi/praise/award.html",
    )


@require_POST
def award_show(request: HttpRequest, pk: int) -> HttpResponse:
    """The holder shows an honour, or keeps it."""
    row = access.get_own_award(request.user, pk)
    shown = request.POST.get("shown", "1") == "1"
    honours.set_shown(row, shown=shown, actor=request.user)  # type: ignore[arg-type]
    htmx.toast(request, _("Others see it now.") if shown else _("Only you see it now."))
    return htmx.redirect(request, "kpi:praise_mine")


@require_POST
def award_end(request: HttpRequest, pk: int) -> HttpResponse:
    """An honour ends, with a reason."""
    row = access.get_award(request.user, pk)
    try:
        honours.end(row, reason=request.POST.get("reason", ""), actor=request.user, by=me_of(request))  # type: ignore[arg-type]
    except DomainError as refused:
        context = {"title": _("The honour was not ended"), "problem": str(refused), "nav_code": "praise"}
        return render(request, "kpi/praise/refused.html", context, status=422)
    htmx.toast(request, _("Ended."))
    return htmx.redirect(request, "kpi:honour_list")


@require_GET
def award_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The honour as a certificate to print, in the reader's language."""
    award = access.get_readable_award(request.user, pk)
    data = certificates.certificate(award, language=get_language() or "en")
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="honour-{award.honour.code}-{award.pk}.pdf"'
    return answer
