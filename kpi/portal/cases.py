"""Navigation and shared panels of cases, actions and process waste."""
