"""Navigation and shared panels of schemes and scorecards."""
