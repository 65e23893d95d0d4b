"""Forms of sign-in, of staff and of the office's settings."""
