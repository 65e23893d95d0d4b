"""What upper features hear of."""

from blinker import Signal

presence_changed = Signal()
"""Sender: the Engagement; who came was written down or corrected, whatever its status. Flushed."""
