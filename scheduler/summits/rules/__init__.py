"""What the features of a summit decide and count, without a database and without a clock."""
