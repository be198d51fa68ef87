"""Pages of schemes and scorecards."""
