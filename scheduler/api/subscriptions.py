"""What happens here when something happens below."""
