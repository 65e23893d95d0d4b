"""What of whom is kept, what is past its time, and what stands in the way."""
