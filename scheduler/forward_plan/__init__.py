"""What was promised, what is missing, and the dates found for it."""
