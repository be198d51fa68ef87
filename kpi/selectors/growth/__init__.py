"""Reads of improvement plans, evaluations, talks and goals, one file a question."""
