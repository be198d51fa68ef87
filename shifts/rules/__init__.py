"""What a roster must keep and what it costs: pure values and functions, no tables, clock or settings."""
