"""The doors of other systems."""
