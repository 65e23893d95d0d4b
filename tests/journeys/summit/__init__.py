"""Chapters of one summit: each begins where the one before has ended."""
