"""Answers feed addresses before Flask does: one statement a request, cached bytes, no template, no session."""
