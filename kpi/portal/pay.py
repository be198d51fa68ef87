"""Navigation and shared panels of pay plans, pay runs and the preview."""
