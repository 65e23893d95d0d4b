"""Who of ours sits where, in what capacity, who stands in, and what they owe the office afterwards."""
