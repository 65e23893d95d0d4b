"""Plans a public office's engagements, invites partners, tracks their answers and feeds every calendar."""

__version__ = "0.1.0"
