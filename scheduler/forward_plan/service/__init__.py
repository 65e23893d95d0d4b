"""Named changes of the forward plan, by noun."""
