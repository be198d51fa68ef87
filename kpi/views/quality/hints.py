"""Rules of hints."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.errors import DomainError
from kpi.access import quality as access
from kpi.forms.quality import HintForm
from kpi.models import HintRule
from kpi.selectors.quality import lists
from kpi.services.quality import hints
from kpi.views.quality.common import NAV, answered


@require_GET
def hint_list(request: HttpRequest) -> HttpResponse:
    """The rules by kind."""
    context = {"rules": lists.hint_rules(), "more": lists.more_ready_hints(), **NAV}
    return render(request, "kpi/quality/hint_list.html", context)


@require_http_methods(["GET", "POST"])
def hint_new(request: HttpRequest) -> HttpResponse:
    """A new rule."""
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
def hint_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a rule."""
    return _edit(request, access.get_hint(pk))


def _edit(request: HttpRequest, rule: HintRule | None) -> HttpResponse:
    initial = {}
    if rule is not None:
        initial = {
            "kind": rule.kind,
            "name": rule.name,
            "words": "\n".join(rule.words),
            "seconds": rule.seconds or None,
            "active": rule.active,
        }
    form = HintForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            hints.save(
                rule,
                kind=said["kind"],
                name=said["name"],
                words=said["words"].splitlines(),
                seconds=said["seconds"] or 0,
                active=said["active"],
                actor=request.user,  # type: ignore[arg-type]
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            htmx.toast(request, _("The rule is kept."))
            return htmx.redirect(request, "kpi:hint_list")
    context = {"form": form, "rule": rule, **NAV}
    return render(request, "kpi/quality/hint_edit.html", context, status=422 if form.errors else 200)


@require_POST
def hint_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a rule away."""
    rule = access.get_hint(pk)
    return answered(
        request,
        lambda: hints.remove(rule, actor=request.user),  # type: ignore[arg-type]
        _("The rule is removed."),
        "kpi:hint_list",
    )


@require_POST
def hint_take(request: HttpRequest) -> HttpResponse:
    """Take the ready-made rules."""
    n = hints.take_ready(actor=request.user)  # type: ignore[arg-type]
    htmx.toast(request, ngettext("%(n)d rule taken.", "%(n)d rules taken.", n) % {"n": n})
    return htmx.redirect(request, "kpi:hint_list")
