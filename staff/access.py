"""Who may do what with people: rights by role, scope by team, and the rows of the access table."""
