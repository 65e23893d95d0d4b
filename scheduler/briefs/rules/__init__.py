"""What a brief says and what it lacks, decided from plain values."""
