"""Reads of praise, honours and the weekly cover, one file a question."""
