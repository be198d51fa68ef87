"""Chat quality: reads."""
