"""Forms of the almanac's pages: shape and messages."""
