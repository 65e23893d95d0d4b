"""Sample data of a fictitious office, a mail catcher and one command that runs all of it."""
