"""The shapes of the forward plan's forms."""
