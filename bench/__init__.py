"""Measurements of the work that must scale, each beside its floor; run by hand, never by the tests."""
