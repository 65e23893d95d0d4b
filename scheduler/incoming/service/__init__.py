"""Named changes of invitations to us."""
