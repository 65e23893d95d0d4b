"""Tests of summits."""
