"""What a WSGI server loads."""

from scheduler.core.starting import for_good

with for_good():
    from scheduler.app import create_app

    app = create_app()
