"""Whole journeys in a real browser, as people make them."""
