"""Settings: rotations and who follows them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.errors import DomainError
from shifts.access import settings as access
from shifts.forms.settings import FollowForm, RotationForm
from shifts.models import Rotation
from shifts.selectors import settings as reads
from shifts.services import rotations as writes
from shifts.views.setting_parts import actor_of, people_here, setting_form, span_of
from staff.access import visible_agents, whole_organisation


@require_GET
def rotation_list(request: HttpRequest) -> HttpResponse:
    """Rotations with their cycle and how many follow them."""
    known = reads.letters()
    rows = [
        {"rotation": row, "chips": reads.cycle_chips(row, known), "count": len(row.members.all())}
        for row in reads.rotation_rows()
    ]
    return render(request, "shifts/rotation_list.html", {"rows": rows, "nav_code": "rosters"})


@require_GET
def rotation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A rotation with the next four weeks of who follows it."""
    return _show(request, pk)


def _show(request: HttpRequest, pk: int, problem: str = "") -> HttpResponse:
    row = get_object_or_404(reads.rotation_rows(), pk=pk)
    known = reads.letters()
    today = timezone.localdate()
    reach = None
    if not whole_organisation(request.user, access.EDIT):
        reach = visible_agents(request.user, access.EDIT).values_list("pk", flat=True)
    found = reads.followers(row, reach, today, known)
    context = {
        "rotation": row,
        "problem": problem,
        "chips": reads.cycle_chips(row, known),
        "followers": found,
        "days": [day for day, _kind, _letter in found[0].chips] if found else [],
        "nav_code": "rosters",
    }
    return render(request, "shifts/rotation_detail.html", context, status=422 if problem else 200)


def _form(request: HttpRequest, rotation: Rotation | None) -> HttpResponse:
    initial: dict[str, Any] = {"anchor": timezone.localdate().replace(day=1)}
    if rotation is not None:
        initial = {"name": rotation.name, "cycle": " ".join(rotation.cycle), "anchor": rotation.anchor}
    form = RotationForm(request.POST or None, initial=initial)

    def save(data: dict[str, Any]) -> None:
        letters = data["cycle"].replace(",", " ").split()
        writes.save_rotation(
            name=data["name"],
            cycle=letters,
            anchor=data["anchor"],
            actor=actor_of(request),
            rotation=rotation,
        )

    page = {
        "title": _("Add a rotation") if rotation is None else _("Change the rotation"),
        "action": _("Save"),
        "lead": _("A cycle that repeats from its first day on; a new month may begin with it."),
    }
    done = _("The rotation is saved.")
    to = "shifts:rotation_list" if rotation is None else resolve_url("shifts:rotation_detail", rotation.pk)
    return setting_form(request, form, save=save, page=page, done=done, to=to)


@require_http_methods(["GET", "POST"])
def rotation_new(request: HttpRequest) -> HttpResponse:
    """Add a rotation."""
    return _form(request, None)


@require_http_methods(["GET", "POST"])
def rotation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a rotation; drawn rosters stay."""
    return _form(request, get_object_or_404(Rotation, pk=pk))


@require_POST
def rotation_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a rotation that nobody follows."""
    row = get_object_or_404(Rotation, pk=pk)
    try:
        writes.remove_rotation(row, actor=actor_of(request))
    except DomainError as refused:
        return _show(request, pk, str(refused))
    htmx.toast(request, _("The rotation is removed."))
    return htmx.redirect(request, "shifts:rotation_list")


@require_http_methods(["GET", "POST"])
def rotation_follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a person follow a rotation."""
    row = get_object_or_404(Rotation, pk=pk)
    form = FollowForm(request.POST or None, people=people_here(request))

    def save(data: dict[str, Any]) -> None:
        writes.follow(data["agent"], row, offset=data["offset"], actor=actor_of(request), **span_of(data))

    page = {
        "title": _("Add a person"),
        "action": _("Add"),
        "lead": _("Whoever follows another rotation on these days leaves it."),
    }
    done = _("The person follows the rotation.")
    to = resolve_url("shifts:rotation_detail", pk)
    return setting_form(request, form, save=save, page=page, done=done, to=to)


@require_POST
def rotation_unfollow(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a person off a rotation."""
    member = access.get_member(request.user, pk)
    writes.unfollow(member, actor=actor_of(request))
    htmx.toast(request, _("The person no longer follows the rotation."))
    return htmx.redirect(request, "shifts:rotation_detail", pk=member.rotation_id)
