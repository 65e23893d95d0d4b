"""Named changes of what is written about engagements."""
