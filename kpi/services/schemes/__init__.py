"""Writes of schemes."""
