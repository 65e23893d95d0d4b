"""Everything handed over and read in again."""
