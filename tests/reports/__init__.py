"""Reports to the Panel, registers, what is public, and search."""
