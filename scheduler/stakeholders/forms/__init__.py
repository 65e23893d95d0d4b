"""Forms of the partners' pages: shape and messages."""
