"""Tests of seats, of how meetings went for them, and of what is owed after."""
