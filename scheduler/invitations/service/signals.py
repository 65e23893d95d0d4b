"""What invitations announce to the features above them."""

from blinker import Signal

invited = Signal()
"""Sender: the Invitation, new or revived, flushed."""

withdrawn = Signal()
"""Sender: the Invitation, flushed; it was taken back, by hand or because its post has changed hands."""

rsvp_recorded = Signal()
"""Sender: the Invitation, flushed; `reply`: the new Reply. An answer that changes nothing is not announced."""

wave_undone = Signal()
"""Sender: the Wave, flushed; some or all of its invitations were taken back before their mail left."""

entry_given = Signal()
"""Sender: the Invitation, flushed; a METHOD:REQUEST has left for one of its addresses, the first one to it."""

dates_offered = Signal()
"""Sender: the DateOffer, flushed; its mails wait in the outbox."""

dates_settled = Signal()
"""Sender: the DateOffer, flushed; its engagement has the agreed time and its partners are invited."""
