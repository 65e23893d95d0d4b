"""The report to the Panel, its frozen copies, registers, the public page, and search over the records."""
