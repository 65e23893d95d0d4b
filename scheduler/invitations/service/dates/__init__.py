"""Named changes to dates on offer."""
