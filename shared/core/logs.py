"""The log as JSON lines: time, level, what happened, and the ids that tell to which call and interview it belongs."""

import json
import logging
from datetime import UTC, datetime

from shared.core import telemetry


class JsonLines(logging.Formatter):
    """One line of JSON a record. Where something was raised: its type and places in the code, never its message, which
    may quote what somebody wrote."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **telemetry.ids(),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = _raised(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def write_json_lines() -> None:
    """Let every handler of the log write JSON lines from now on."""
    for handler in logging.getLogger().handlers:
        handler.setFormatter(JsonLines())


def _raised(error: BaseException | None) -> list[dict[str, object]]:
    """The error and what caused it, the last first."""
    found: list[dict[str, object]] = []
    while error is not None and len(found) < 5:
        places, trace = [], error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            places.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        found.append({"type": type(error).__name__, "at": places[-12:]})
        error = error.__cause__ or error.__context__
    return found
