"""What the worker does for the forward plan."""
