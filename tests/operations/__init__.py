"""Tests of setting up, serving, backup, restore and the checks."""
