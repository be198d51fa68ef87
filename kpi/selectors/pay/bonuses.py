"""Shares of event bonuses: the pot, the open rule, and everybody's weight."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal

from kpi.choices.pay import Share
from kpi.models import EventBonus
from kpi.rules.pay_slip import BonusShare
from kpi.selectors.pay.sales import net_sales
from shifts.selectors.rostered import on_shift
from staff.models import Agent
from staff.selectors import people


def shares(month: dt.date) -> dict[int, list[BonusShare]]:
    """By person: shares of the bonuses paid with a month; two or three queries for each bonus."""
    found: dict[int, list[BonusShare]] = defaultdict(list)
    for bonus in EventBonus.objects.filter(month=month).order_by("pk"):
        weighed = weights(bonus)
        total = sum(weighed.values(), Decimal(0))
        for agent_id, own in weighed.items():
            share = BonusShare(f"bonus:{bonus.pk}", bonus.name, bonus.pot, bonus.rule, own, total)
            found[agent_id].append(share)
    return found


def weights(bonus: EventBonus) -> dict[int, Decimal]:
    """Everybody's weight in a pot; who has none has no share."""
    if bonus.rule == Share.SALES:
        sold = net_sales(None, bonus.first, bonus.last, bonus.attribution)
        found = {agent_id: max(each.net, Decimal(0)) for agent_id, each in sold.items()}
    else:
        shifts = on_shift(bonus.first, bonus.last)
        equal = bonus.rule == Share.EQUAL
        found = {agent_id: Decimal(1 if equal else each.minutes) for agent_id, each in shifts.items()}
    if bonus.team_id is not None:
        below = people.team_subtree_ids(bonus.team_id)
        members = set(Agent.objects.in_teams(below, bonus.last).values_list("pk", flat=True))
        found = {agent_id: weight for agent_id, weight in found.items() if agent_id in members}
    return {agent_id: weight for agent_id, weight in found.items() if weight > 0}
