"""What the office types about invitations to us."""
