"""Secret-address iCalendar feeds: one fragment an engagement, joined once a revision, served from memory."""
