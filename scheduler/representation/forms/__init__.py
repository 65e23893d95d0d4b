"""What the office types of seats, and what whoever sat there tells."""
