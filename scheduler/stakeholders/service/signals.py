"""What the partners' services announce to the features above them."""

from blinker import Signal

partner_changed = Signal()
"""Sent with the Organisation, Body, Post, Person or Place that was added, changed or removed, after the flush."""
