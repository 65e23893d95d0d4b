"""Who did what, when, for whom and by which door: an append-only, hash-chained log."""
