"""The record of an engagement: how it came about, who came, what was said, what was offered, which papers."""
