"""Shape of input, one file a topic; no writes."""
