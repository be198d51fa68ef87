"""What staff tells upper floors; payloads are ids and dates."""

from django.dispatch import Signal

agent_joined = Signal()  # agent_id: int, on: date
agent_moved = Signal()  # agent_id: int, on: date (first day in the new team), until: date
agent_left = Signal()  # agent_id: int, on: date (last day)
holding_changed = Signal()  # account_id: int, first: date, last: date (days whose holder changed)
store_hours_changed = Signal()  # store_ids: list[int] | None (every store)
own_facts_changed = Signal()  # agent_ids: list[int], days: list[date]; sent by a lower app for past days
