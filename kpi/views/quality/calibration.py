"""Blind calibration: rounds, filling a form, and how far the reviewers agree."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.errors import DomainError
from cstm.formats import asked_number
from kpi.access import quality as access
from kpi.choices.quality import RoundState
from kpi.forms.quality import RoundForm
from kpi.models import CalibrationSheet
from kpi.selectors.quality import agreement, lists, reading
from kpi.selectors.quality.people import reviewers
from kpi.services.quality import calibration as rounds
from kpi.services.quality.reviews import Said
from kpi.views.quality.common import NAV, answered, me_of, said_of
from staff.models import Agent


@require_GET
def calibration_list(request: HttpRequest) -> HttpResponse:
    """One's rounds, newest first."""
    context = {"rounds": lists.rounds(access.visible_rounds(request.user))[:50], **NAV}
    return render(request, "kpi/quality/calibration_list.html", context)


@require_http_methods(["GET", "POST"])
def calibration_new(request: HttpRequest) -> HttpResponse:
    """Open a round; the machine draws its chats."""
    versions = lists.published_versions()
    able = reviewers(None, timezone.localdate(), anywhere=True)
    form = RoundForm(
        request.POST or None,
        versions=[(str(version.pk), str(version.form)) for version in versions],
        people=[(str(agent.pk), str(agent)) for agent in able],
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = rounds.open_round(
                name=said["name"],
                version=access.get_version(request.user, int(said["version"])),
                reviewers=Agent.objects.filter(pk__in=[int(pk) for pk in said["reviewers"]]),
                count=said["count"],
                within=access.visible_chats(request.user),
                actor=request.user,  # type: ignore[arg-type]
                today=timezone.localdate(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return htmx.redirect(request, "kpi:calibration", pk=made.pk)
    context = {"form": form, **NAV}
    return render(request, "kpi/quality/calibration_new.html", context, status=422 if form.errors else 200)


@require_GET
def calibration(request: HttpRequest, pk: int) -> HttpResponse:
    """A round: what is left to fill, and once it is closed the agreement."""
    row = access.get_round(request.user, pk)
    me = me_of(request)
    filled = set(
        CalibrationSheet.objects.filter(round=row, reviewer=me).values_list("chat_number", flat=True)
    )
    people = list(row.reviewers.order_by("name"))
    found = agreement.outcome(row) if row.state == RoundState.CLOSED else None
    context = {
        "round": row,
        "chats": [
            (number, chat.pk, chat.pk in filled) for number, chat in enumerate(row.chats.order_by("pk"), 1)
        ],
        "takes_part": me.pk in {agent.pk for agent in people},
        "people": people,
        "sheets": row.sheets.count(),
        "found": found,
        "method": agreement.method_words(found.overall) if found else "",
        **NAV,
    }
    return render(request, "kpi/quality/calibration.html", context)


@require_http_methods(["GET", "POST"])
def calibration_fill(request: HttpRequest, pk: int) -> HttpResponse:
    """The transcript beside the form, blind to what others said."""
    row = access.get_round(request.user, pk)
    me = me_of(request)
    sheets = dict(row.sheets.filter(reviewer=me).values_list("chat_number", "answers"))
    chats = list(row.chats.order_by("pk").select_related("store"))
    asked = asked_number(request.POST.get("chat", "") or request.GET.get("chat", ""))
    chat = next((one for one in chats if one.pk == asked), None)
    chat = chat or next((one for one in chats if one.pk not in sheets), None)
    if chat is None:
        if asked and not chats:
            raise Http404
        return htmx.redirect(request, "kpi:calibration", pk=pk)
    problem = ""
    said = {code: Said(answer) for code, answer in sheets.get(chat.pk, {}).items()}
    if request.method == "POST":
        said = said_of(request.POST, reading.codes_of(row.version))
        answers = {code: one.answer for code, one in said.items()}
        try:
            rounds.fill(row, chat, answers, reviewer=me, actor=request.user)  # type: ignore[arg-type]
        except DomainError as refusal:
            problem = str(refusal)
        else:
            htmx.toast(request, _("Kept. Nobody else sees it before the end."))
            return htmx.redirect(request, "kpi:calibration", pk=pk)
    context = {
        "round": row,
        "chat": chat,
        "lines": reading.transcript(chat),
        "headings": reading.asked(row.version, said=said),
        "problem": problem,
        **NAV,
    }
    return render(request, "kpi/quality/calibration_fill.html", context, status=422 if problem else 200)


@require_POST
def calibration_close(request: HttpRequest, pk: int) -> HttpResponse:
    """End a round."""
    row = access.get_round(request.user, pk)
    return answered(
        request,
        lambda: rounds.close(row, actor=request.user),  # type: ignore[arg-type]
        _("Closed. Everybody sees how far you agree."),
        "kpi:calibration",
        pk=pk,
    )
