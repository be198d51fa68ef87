"""The demo's rosters, and what they answer to: volumes, a forecast, needs and what-ifs."""

from shifts.demo import demand, rosters

__all__ = ["demand", "rosters"]
