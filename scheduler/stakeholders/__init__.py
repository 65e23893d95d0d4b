"""Organisations, bodies, posts, people, their tenures and groups: whom the office meets."""
