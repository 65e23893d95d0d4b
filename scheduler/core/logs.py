"""One JSON line a log record, with link tokens and passwords masked whatever path they came by."""

import logging
import logging.config
import re
from typing import Any

from scheduler.core.absence import without

with without("rich"):  # draws tracebacks on terminals; our lines are for machines
    import structlog

MASK = "…"
# The path segment behind which a secret link hides (that of a new password is signed, in parts), a bare token, and the
# credentials part of an address.
_LINK = re.compile(
    r"(?<![A-Za-z0-9])((?:/|%2F)(?:a|d|r|s|t|u|feeds|reset)(?:/|%2F))\.?[A-Za-z0-9=_-]{16,}(?:\.[A-Za-z0-9=_-]{6,})*",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"(?<![A-Za-z0-9])[a-z2-7]{32}(?![A-Za-z0-9])", re.IGNORECASE)
_CREDENTIALS = re.compile(r"(://)[^/\s@]+@")


def mask_secrets(text: str) -> str:
    """The text without anything that opens a door."""
    return _CREDENTIALS.sub(rf"\1{MASK}@", _TOKEN.sub(MASK, _LINK.sub(rf"\1{MASK}", text)))


class MaskingFormatter(structlog.stdlib.ProcessorFormatter):
    """Masks the finished line, so that a traceback or an argument cannot slip through."""

    def format(self, record: logging.LogRecord) -> str:
        return mask_secrets(super().format(record))


def _shared_processors() -> list[structlog.types.Processor]:
    return [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _formatter() -> MaskingFormatter:
    return MaskingFormatter(
        foreign_pre_chain=_shared_processors(),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


def logging_config(level: str = "INFO") -> dict[str, Any]:
    """The logging of every process of ours, in the form of `logging.config.dictConfig`."""
    quiet = {"handlers": ["lines"], "level": level, "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "scheduler.core.logs._formatter"}},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stderr"}},
        "root": {"handlers": ["lines"], "level": level},
        "loggers": {
            "_granian": quiet,
            "granian.access": quiet,
            "huey": {"level": "WARNING"},
            "alembic": {"level": "WARNING"},
        },
    }


def configure_logging(level: str = "INFO") -> None:
    """Send structlog and the standard library's records the same way: masked JSON lines on standard error."""
    structlog.configure(
        processors=[*_shared_processors(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(logging_config(level))
