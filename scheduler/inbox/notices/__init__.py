"""Mails that answer mail."""
