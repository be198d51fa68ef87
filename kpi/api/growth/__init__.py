"""The API of improvement plans, evaluations and talks."""
