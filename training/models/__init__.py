"""The app keeps no table yet."""
