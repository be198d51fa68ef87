"""The demo's rosters, how its people live with them, and what they answer to: volumes, needs, what-ifs."""

from shifts.demo import demand, living, rosters

__all__ = ["demand", "living", "rosters"]
