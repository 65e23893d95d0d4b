"""What people type about a summit."""
