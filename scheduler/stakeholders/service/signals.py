"""What the partners' services announce to the features above them, and what they ask of them."""

from blinker import Signal

partner_changed = Signal()
"""Sent with the Organisation, Body, Post, Person or Place that was added, changed or removed, after the flush."""

posts_refilled = Signal()
"""Sender: a list of Posts that somebody left or took, flushed; perhaps from a later day on, so look at the day."""

partner_succeeded = Signal()
"""Sender: the Organisation or Body that ends; `successor`; `on`: the successor's first day, perhaps a later one;
`posts`: the ended one's Posts, each with the successor's Post that takes over. Sent once a successor: a split has
several. Flushed."""

succession_effected = Signal()
"""The day of a succession has come. Sender: the ended one; `successor`, `on` and `posts` as above."""

asked_what_follows = Signal()
"""Sender: Posts that are about to change hands, each with its day, in a dict; `is_succession`: to heirs, not to new
holders. Receivers answer in words, or with ""."""

asked_for_loose_ends = Signal()
"""Sender: an Organisation or Body whose page is shown; receivers answer with LooseEnds to be tied up by hand."""
