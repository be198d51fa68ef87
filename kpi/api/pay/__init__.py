"""The API of pay plans, pay runs and the preview."""
