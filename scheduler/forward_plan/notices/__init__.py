"""Mails of the forward plan, by noun."""
