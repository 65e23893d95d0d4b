"""What every feature stands on: database session, clock, tokens, text, errors, pages; knows no feature."""
