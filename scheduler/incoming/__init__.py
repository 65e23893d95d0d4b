"""Invitations that others send us: kept, matched, weighed, answered."""
