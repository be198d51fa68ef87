"""Chainable filters of people, teams and dated rows."""

import datetime as dt
from collections.abc import Iterable
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from cstm.models import DatedQuerySet

__all__ = ["AgentQuerySet", "DatedQuerySet", "TeamQuerySet"]

_M = TypeVar("_M", bound=models.Model)


class TeamQuerySet(models.QuerySet[_M]):
    """Parts of the tree."""

    def standing(self) -> Self:
        """Those not archived."""
        return self.filter(archived_on__isnull=True)


class AgentQuerySet(models.QuerySet[_M]):
    """People."""

    def employed_on(self, day: dt.date) -> Self:
        """Those employed on a date."""
        return self.filter(hired_on__lte=day, left_on__gte=day)

    def matching(self, text: str) -> Self:
        """Those whose name, number or account name holds the text."""
        word = text.strip()
        if not word:
            return self
        everybody = self.model._default_manager
        return self.filter(
            Q(name__icontains=word)
            | Q(display_name__icontains=word)
            | Q(employee_no__icontains=word)
            | Q(pk__in=everybody.filter(holdings__account__name__icontains=word).values("pk"))
        )

    def in_teams(self, team_ids: Iterable[int], day: dt.date) -> Self:
        """Members of the teams on a date."""
        members = self.model._default_manager.filter(
            memberships__team_id__in=list(team_ids),
            memberships__valid_from__lte=day,
            memberships__valid_to__gte=day,
        )
        return self.filter(pk__in=members.values("pk"))
