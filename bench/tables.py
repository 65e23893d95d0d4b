"""The bare application with the scheduler's tables mapped, and what that imports: the price of the data alone."""

import importlib
import importlib.util
import pkgutil

import scheduler
from bench.bare import app
from scheduler.core.starting import for_good

__all__ = ["app"]

with for_good():
    for package in pkgutil.iter_modules(scheduler.__path__, "scheduler."):
        if package.ispkg and importlib.util.find_spec(f"{package.name}.models"):
            importlib.import_module(f"{package.name}.models")
