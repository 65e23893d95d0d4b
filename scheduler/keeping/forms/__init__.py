"""Forms of retention, holds and people's rights."""
