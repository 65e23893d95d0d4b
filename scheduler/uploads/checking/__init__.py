"""Looks into a file before it is kept: is it what its name says, and can it harm whoever opens it?"""
