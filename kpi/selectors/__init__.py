"""Named reads of the app, one module a question."""
