"""What the pages of the settings share."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from shifts.access.settings import EDIT
from shifts.views.living import form_page
from staff.access import visible_agents
from staff.choices import EVER, STILL
from staff.models import User


def actor_of(request: HttpRequest) -> User:
    """The log-in that acts; the gate has let nobody else through."""
    assert isinstance(request.user, User)
    return request.user


def setting_form(
    request: HttpRequest,
    form: forms.Form,
    *,
    save: Callable[[dict[str, Any]], object],
    page: dict[str, Any],
    done: str,
    to: str,
) -> HttpResponse:
    """Show a form of the settings; where it was sent and fits, do the work and go on."""
    return form_page(request, form, save=save, page=page, done=done, to=to)


def people_here(request: HttpRequest) -> Any:
    """The people in reach who are employed, by name."""
    found = visible_agents(request.user, EDIT).employed_on(timezone.localdate())
    return found.order_by("name", "employee_no")


def span_of(data: dict[str, Any]) -> dict[str, Any]:
    """An empty first day means since ever, an empty last day still."""
    return {"valid_from": data.get("valid_from") or EVER, "valid_to": data.get("valid_to") or STILL}


def shown(day: Any) -> Any:
    """A day for a form; since ever and still are empty."""
    return None if day in (EVER, STILL) else day
