"""Named changes of reports and of what is published."""
