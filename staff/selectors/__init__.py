"""Named reads for pages and upper apps, one file a subject."""
