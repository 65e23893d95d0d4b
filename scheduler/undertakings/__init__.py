"""What was promised to the Panel: source, owner, the meeting at which it is due, and the evidence."""
