"""Records by class, each with the day from which its time is counted: what a disposal looks through."""
