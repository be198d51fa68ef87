"""Event door: what this app does when a lower floor tells it something."""
