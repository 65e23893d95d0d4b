"""Strangers' mail read into values: pure, bounded, and run in a child process."""
