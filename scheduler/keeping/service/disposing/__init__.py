"""How the records of each class go."""
