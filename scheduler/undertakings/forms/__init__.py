"""What the office types about undertakings."""
