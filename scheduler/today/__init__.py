"""What needs the office now: today, this week, who has not answered, what came back or failed."""
