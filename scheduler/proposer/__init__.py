"""Lays out a whole period: plain facts in, a plan with its reasons out. Knows no feature, no database and no clock."""
