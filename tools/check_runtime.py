"""Does the application work under Microsoft's own runtime? `python -m tools.check_runtime`.

Indexes `function_app.py` and answers one request with `azure-functions-runtime`, the library inside the cloud's worker,
in this process: the messages that gRPC would carry are plain objects here.
"""

import argparse
import asyncio
import importlib
import json
import subprocess
import sys
import uuid
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from devhost.errors import HostError
from devhost.routes import Route, path_segments
from devhost.settings import read_settings, with_values

PROJECT = Path(__file__).resolve().parent.parent
REQUIREMENTS = PROJECT / "requirements-runtime.txt"
INSTALLED = PROJECT / ".venv-runtime"


class Message(SimpleNamespace):
    """A message of the worker's protocol: the fields it was made with."""

    def WhichOneof(self, group: str) -> str | None:
        """Which alternative is set: a parameter always carries `data`, typed data its only field."""
        return "data" if group == "rpc_data" else next(iter(vars(self)), None)


class BindingInfo(Message):
    """How a function is bound; the numbers are those of the protocol."""

    undefined = 0
    out = 1
    inout = 2


class StatusResult(Message):
    """Whether a call succeeded."""

    Failure = 0
    Success = 1


class RpcHttpCookie(Message):
    """A cookie of an answer."""

    SameSite = SimpleNamespace(**{"None": 0, "Lax": 1, "Strict": 2, "ExplicitNone": 3})


PROTOCOL = SimpleNamespace(
    BindingInfo=BindingInfo,
    StatusResult=StatusResult,
    RpcHttpCookie=RpcHttpCookie,
    **dict.fromkeys(
        (
            *("FunctionMetadataResponse", "InvocationResponse", "NullableBool", "NullableDouble", "NullableString"),
            *("NullableTimestamp", "ParameterBinding", "RpcException", "RpcFunctionMetadata", "RpcHttp"),
            *("RpcRetryOptions", "TypedData", "WorkerInitResponse", "WorkerMetadata"),
        ),
        Message,
    ),
)


class Failed(Exception):
    """The application does not work under the runtime; the message says what the runtime said."""


def main() -> int:
    """Check, and say how it went. The exit code is 1 when the application does not work."""
    parser = argparse.ArgumentParser(description="Runs the application under Microsoft's own runtime, once.")
    parser.add_argument("--root", type=Path, default=PROJECT, help="folder of function_app.py")
    parser.add_argument("--request", default="GET /api/v1/openapi.json", help="what to ask, as METHOD PATH")
    parser.add_argument("--data", type=Path, help="folder for secrets that are made up (default: .local in the root)")
    options = parser.parse_args()
    try:
        install()
        with_values(read_settings(options.root, data=options.data).values)
        method, path = options.request.split()
        count, status = asyncio.run(check(options.root.resolve(), method, path))
    except (Failed, HostError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{count} functions indexed; {method} {path} answered {status}")
    return 0 if status < 400 else 1


def install() -> None:
    """Install the runtime into its own folder, unless the pinned one is there, and make it importable."""
    stamp = INSTALLED / "installed.txt"
    wanted = REQUIREMENTS.read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        command += ["--ignore-requires-python", "--require-hashes", "--upgrade", "--target", str(INSTALLED)]
        subprocess.run([*command, "-r", str(REQUIREMENTS)], check=True)
        stamp.write_text(wanted)
    sys.path.append(str(INSTALLED))


async def check(root: Path, method: str, path: str) -> tuple[int, int]:
    """Index the application and send one request; how many functions there are, and the answer's status.

    Raises:
        Failed: the runtime refuses the application, no function has the route, or the function raised.
    """
    sys.path.insert(0, str(root))
    runtime = importlib.import_module("azure_functions_runtime.handle_event")
    start = Message(capabilities={}, function_app_directory=str(root))
    properties = {"host": "127.0.0.1", "protos": PROTOCOL}
    started = await runtime.worker_init_request(
        Message(request=Message(worker_init_request=start), properties=properties)
    )
    _expect_success(started)
    indexed = await runtime.functions_metadata_request(None)
    _expect_success(indexed)
    functions = indexed.function_metadata_results or []
    function, parameter, values = _find(functions, method, path)
    answer = await runtime.invocation_request(
        Message(request=Message(invocation_request=_invocation(function, parameter, method, path, values)))
    )
    _expect_success(answer)
    return len(functions), int(answer.return_value.http.status_code)


def _expect_success(answer: Any) -> None:
    if answer.result.status != StatusResult.Success:
        raise Failed(f"{answer.result.exception.message}\n{answer.result.exception.stack_trace}")


def _find(functions: list[Any], method: str, path: str) -> tuple[Any, str, dict[str, str]]:
    """The function that the request is for, the name of its parameter, and the route's values."""
    for function in sorted(functions, key=lambda one: str(one.name)):
        for binding in map(json.loads, function.raw_bindings):
            if binding["type"] == "httpTrigger" and method in (binding.get("methods") or [method]):
                values = Route(binding["route"]).match(path_segments(path))
                if values is not None:
                    return function, str(binding["name"]), values
    raise Failed(f"No function answers {method} {path}.")


def _invocation(function: Any, parameter: str, method: str, path: str, values: dict[str, str]) -> Message:
    request = Message(
        method=method,
        url=f"http://127.0.0.1{path}",
        headers={"host": "127.0.0.1", "accept": "application/json"},
        params=values,
        query={},
        body=Message(bytes=b""),
    )
    return Message(
        invocation_id=str(uuid.uuid4()),
        function_id=function.function_id,
        input_data=[Message(name=parameter, data=Message(http=request))],
        trigger_metadata={},
        trace_context=Message(trace_parent="", trace_state="", attributes={}),
        retry_context=Message(retry_count=0, max_retry_count=0, exception=None),
    )


if __name__ == "__main__":
    sys.exit(main())
