"""The mails that a summit sends."""
