"""Plain dataclasses to iCalendar text (RFC 5545): what a mail carries and a feed serves. Knows no feature."""
