"""Words and decisions of strands; pure."""
