"""Pages of cases, actions, process waste and script use."""
