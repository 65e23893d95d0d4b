"""Working days and bank holidays."""
