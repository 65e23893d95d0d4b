"""Named changes of seats, sittings and reports back."""
