"""Sign-in, sessions, staff and the office's settings."""
