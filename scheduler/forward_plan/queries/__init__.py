"""Named reads of the forward plan, by noun."""
