"""Named reads of what is written about engagements."""
