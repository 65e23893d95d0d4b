"""Named reads of invitations to us."""
