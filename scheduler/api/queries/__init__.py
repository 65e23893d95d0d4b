"""What other systems read, and the rows behind the settings pages."""
