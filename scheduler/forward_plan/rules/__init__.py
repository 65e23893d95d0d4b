"""The forward plan's vocabulary and its decisions; pure."""
