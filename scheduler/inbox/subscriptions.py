"""What the inbox does by itself and when something else changes; importing this wires it."""
