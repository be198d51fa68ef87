"""The API of praise, honours and the weekly cover."""
