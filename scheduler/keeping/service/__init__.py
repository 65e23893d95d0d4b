"""Dispose of records, hold them, export and erase a person."""
