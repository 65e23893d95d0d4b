"""A worker process for storms: the real one, with a renderer that writes letters."""

import os
from collections.abc import Mapping

from scheduler.app import create_app
from scheduler.config import load_settings
from scheduler.operations.worker import run_worker
from scheduler.outbox.rendering import register_renderer
from tests.outbox.notices import letter


def work(environ: Mapping[str, str]) -> None:
    """Work until killed."""
    os.environ.update(environ)
    settings = load_settings()
    register_renderer("letter", letter)
    run_worker(create_app(settings), settings.data_dir)
