"""Logs: one JSON object a line on stderr, with nothing in it that belongs to a person or opens a door.

Every line passes the same scrubbing, those of libraries too: whoever logs need not remember.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from typing import Any, Final, TextIO

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from hub.scrub import HIDDEN, scrubbed

# Never logged, whatever they hold.
DROPPED: Final = frozenset(
    {
        "authorization",
        "body",
        "citizen_id",
        "citizenid",
        "cookie",
        "document_number",
        "key",
        "password",
        "secret",
        "token",
        "variables",
    }
)
NESTING_MAX: Final = 6
ITEMS_MAX: Final = 200
_SMALLEST_NUMBER: Final = 10**14  # a citizen ID read as a number has 15 digits or more


def configure_logs(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Sends structlog and the standard library's logging to `stream` (stderr), from `level` upwards."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%M:%S.%fZ", utc=True, key="time"),
        structlog.stdlib.ExtraAdder(),
        structlog.processors.format_exc_info,
    ]
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.PositionalArgumentsFormatter(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, scrub_event, _encoded],
        )
    )
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    # uvicorn tells of its start and stop at INFO; `ready` is what the user waits for.
    logging.getLogger("uvicorn.error").setLevel(max(logging.getLevelName(level), logging.WARNING))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def log_quietly(level: str) -> None:
    """As `configure_logs`, for a command that prints what it did: at INFO no line for each request."""
    configure_logs("WARNING" if level == "INFO" else level)


def scrub_event(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The event without secrets: named ones dropped, citizen numbers and tokens in any text hidden."""
    return {name: _clean(value, 0) for name, value in event.items() if name.lower() not in DROPPED}


def _clean(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return scrubbed(value)
    if value is None or isinstance(value, (bool, float)):
        return value
    if isinstance(value, int):
        return value if abs(value) < _SMALLEST_NUMBER else scrubbed(str(value))
    if depth >= NESTING_MAX:
        return HIDDEN
    if isinstance(value, Mapping):
        items = list(value.items())[:ITEMS_MAX]
        return {scrubbed(str(k)): _clean(v, depth + 1) for k, v in items if str(k).lower() not in DROPPED}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_clean(item, depth + 1) for item in list(value)[:ITEMS_MAX]]
    return scrubbed(str(value))


def _encoded(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    return orjson.dumps(event, default=str).decode()
