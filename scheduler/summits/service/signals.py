"""What a summit announces to its own other parts."""

from blinker import Signal

place_changed = Signal()
"""Sender: the Party, flushed, the places still locked; `before`: the PlaceState that it left. Not for a new size."""
