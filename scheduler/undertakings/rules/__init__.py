"""Words and decisions of undertakings; pure."""
