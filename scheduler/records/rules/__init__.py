"""Words and decisions of an engagement's record; pure."""
