"""What the records say under each heading of the Panel's skeleton."""
