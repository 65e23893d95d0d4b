"""One page before a meeting, and the folder of a day; made of what is on record, gaps included."""
