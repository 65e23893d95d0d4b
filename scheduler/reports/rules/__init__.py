"""Words and decisions of reports; pure."""
