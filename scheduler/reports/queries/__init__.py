"""Named reads of reports, registers and what is published."""
