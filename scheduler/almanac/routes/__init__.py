"""The pages under /almanac."""

from scheduler.almanac.routes.blueprint import almanac

__all__ = ["almanac"]
