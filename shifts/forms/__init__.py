"""Shapes of what people say about shifts."""
