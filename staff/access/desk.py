"""Doors to a person's own things: jobs with their files, and notices; and to webhooks."""

from typing import Any

from django.http import Http404

from staff.access.rights import rights_of
from staff.models import Job, Notice, Webhook


def get_job(user: Any, pk: int, right: str = "") -> Job:
    """An own job, or any job for who holds the right; 404 for another's."""
    jobs = Job.objects.select_related("owner").filter(pk=pk)
    if not right or right not in rights_of(user):
        jobs = jobs.filter(owner_id=user.pk)
    found = jobs.first()
    if found is None:
        raise Http404
    return found


def get_notice(user: Any, pk: int) -> Notice:
    """An own notice; 404 for another's."""
    found = Notice.objects.filter(pk=pk, agent__user_id=user.pk).first()
    if found is None:
        raise Http404
    return found


def get_webhook(pk: int) -> Webhook:
    """A webhook; 404 where there is none."""
    found = Webhook.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
