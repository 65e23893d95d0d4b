"""What counts as needing the office, and what a day off means for others."""
