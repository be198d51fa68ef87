"""Named reads for pages and upper apps, a file for each subject."""
