"""Navigation and shared panels of improvement plans, evaluations and talks."""
