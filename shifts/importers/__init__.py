"""A row of a file in, a draft or named faults out."""
