"""Notices waiting, being sent and retried: the row is the truth, the worker only carries it out."""
