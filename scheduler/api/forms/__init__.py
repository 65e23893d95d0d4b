"""Forms of keys and webhooks."""
