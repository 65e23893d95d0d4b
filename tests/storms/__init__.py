"""Long runs in which processes die."""
