"""Changes to the office, its staff, their sessions and what is written to them."""
