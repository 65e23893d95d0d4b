"""For the office's other systems: JSON with keys of their own, and signed webhooks."""
