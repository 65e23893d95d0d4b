"""Tests of the outbox and what they share."""
