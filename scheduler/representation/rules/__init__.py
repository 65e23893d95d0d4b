"""Words and decisions of representation; pure."""
