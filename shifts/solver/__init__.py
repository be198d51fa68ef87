"""The solver: a problem in, a plan out. Knows nothing of tables, people or pages."""
