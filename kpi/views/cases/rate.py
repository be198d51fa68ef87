"""The page on which a buyer answers, without a log-in: it names nobody, and takes one answer."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cstm.errors import DomainError
from cstm.lockout import address_of
from kpi.forms.cases import RateForm
from kpi.services.cases import ratings

# Calls of one address in a span: enough for a shop's own network, too few to try tokens.
MOST, SPAN_SECONDS = 30, 600


def _too_many(request: HttpRequest) -> bool:
    """Count a call of an address; says whether there were too many of late."""
    key = f"kpi.rate.{address_of(request)}"
    cache.add(key, 0, SPAN_SECONDS)
    try:
        return cache.incr(key) > MOST
    except ValueError:  # It ran out between the two lines.
        return False


@never_cache
@require_http_methods(["GET", "POST"])
def case_rate(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and take the answer; a false, old or used address says that the question is closed."""
    if _too_many(request):
        answer = _page(request, {"state": "busy"}, 429)
        answer["Retry-After"] = str(SPAN_SECONDS)
        return answer
    found = ratings.question(token, timezone.now())
    if found is None:
        return _page(request, {"state": "closed"}, 410)
    form = RateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ratings.answer(token, **form.cleaned_data)
        except DomainError:
            return _page(request, {"state": "closed"}, 410)
        return _page(request, {"state": "thanks"}, 200)
    context = {"state": "ask", "form": form, "store": found.case.store.name}
    return _page(request, context, 422 if form.errors else 200)


def _page(request: HttpRequest, context: dict[str, object], status: int) -> HttpResponse:
    response = render(request, "kpi/cases/rate.html", context, status=status)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
