"""Navigation and shared panels of praise, honours and the weekly cover."""
