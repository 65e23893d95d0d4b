"""What was promised to the Panel."""
