"""The API of schemes and scorecards."""
