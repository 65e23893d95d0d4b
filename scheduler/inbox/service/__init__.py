"""Named changes by mail that came in."""
