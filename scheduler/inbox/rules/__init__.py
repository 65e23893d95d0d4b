"""What a mail is, whom it answers for, and what becomes of it; pure."""
