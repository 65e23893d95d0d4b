"""What a WSGI server loads."""

from scheduler.app import create_app

app = create_app()
