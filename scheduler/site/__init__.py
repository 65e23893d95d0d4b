"""What anybody may read: accessibility statement, privacy notice, security.txt, robots.txt."""
