"""Tests of the calendar output."""
