"""Files that people hand in: checked, scanned, kept under random names, served as attachments."""
