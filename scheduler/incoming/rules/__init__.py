"""Words and decisions of invitations that come to us; pure."""
