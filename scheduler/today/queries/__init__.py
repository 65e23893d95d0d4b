"""The reads behind the Today page and the page of a day off."""
