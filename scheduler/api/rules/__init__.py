"""Words and decisions of keys and webhooks; pure."""
