"""The demo's rosters, how its people live with them, what they ask, and what the rosters answer to."""

from shifts.demo import asking, demand, leaves, living, rosters

__all__ = ["asking", "demand", "leaves", "living", "rosters"]
