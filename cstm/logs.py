"""Structured logs: one event a line, with the request's or task's id; and who watches from outside."""

import re
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

_RESET_KEY = re.compile(r"(/reset/key/)[^/\s]+")
_TEAM_APPS = ("cstm", "staff", "shifts", "training", "surveys", "kpi")


def hide_keys(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Keep what would open an account, and what people search for, out of the log."""
    request = event.get("request")
    if isinstance(request, str):
        event["request"] = _RESET_KEY.sub(r"\1…", request.split("?", 1)[0])
    return event


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    hide_keys,
]


def logging_config(*, json: bool, level: str = "INFO") -> dict[str, Any]:
    """Python's logging dictionary; JSON lines with each request in production, readable lines elsewhere."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last: list[Any] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
        if json
        else [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
    )
    requests = level if json else "WARNING"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {name: {"level": level} for name in _TEAM_APPS}
        | {"django_structlog": {"level": requests}, "django.server": {"level": "WARNING"}},
    }


def watch(*, sentry_dsn: str, environment: str) -> None:
    """Report errors to Sentry where an address is set; nothing of a person goes with them."""
    if not sentry_dsn:
        return
    import sentry_sdk

    sentry_sdk.init(
        dsn=sentry_dsn, environment=environment, send_default_pii=False, max_request_body_size="never"
    )
