"""Named reads of seats, of how their meetings went, and of what is due."""
