"""Named reads of mail that came in."""
