"""What the worker does here by itself."""
