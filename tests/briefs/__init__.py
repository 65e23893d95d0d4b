"""Briefs and the folder of a day."""
