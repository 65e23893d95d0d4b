"""The office, its staff, their roles, sign in and sessions."""
