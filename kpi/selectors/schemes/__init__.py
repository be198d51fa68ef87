"""Reads of schemes and scorecards."""
