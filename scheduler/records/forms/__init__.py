"""What the office types about engagements."""
