"""The period that a page of priorities shows when nobody asked for another."""

from datetime import date

APRIL = 4


def financial_year(day: date) -> tuple[date, date]:
    """From 1 April to 31 March, both included."""
    begins = day.year if day.month >= APRIL else day.year - 1
    return date(begins, APRIL, 1), date(begins + 1, APRIL - 1, 31)
