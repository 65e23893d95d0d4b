"""Whole copies of the database in one checked file, and the way back, on both databases."""
