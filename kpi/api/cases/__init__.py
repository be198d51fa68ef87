"""The API of cases, actions and process waste."""
