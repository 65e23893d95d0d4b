"""Words and decisions of retention and of people's rights; pure."""
