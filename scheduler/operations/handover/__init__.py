"""The whole office in open formats: JSON to read in again, CSV and a calendar for people, and every file."""
