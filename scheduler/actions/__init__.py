"""What was agreed and who does it by when; a partner tells how it stands by a link of its own."""
