"""Grants keys, keeps webhooks, and notes what they are to be told."""
