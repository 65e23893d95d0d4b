"""The summit: every agency in the room, at the right level, with its homework done; and what came of it."""
