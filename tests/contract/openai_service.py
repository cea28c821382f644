"""A chat completions service on a local port, as Azure OpenAI documents it: what it answers, the test says."""

import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ROUTE = re.compile(r"/openai/deployments/([^/]+)/chat/completions\?api-version=(.+)")


@dataclass(frozen=True, slots=True)
class Asked:
    """A call: `system` are our instructions, `data` what comes from people, `schema` the form, if one is asked for."""

    deployment: str
    api_version: str
    headers: Mapping[str, str]
    body: dict[str, Any]

    @property
    def system(self) -> str:
        return str(self.body["messages"][0]["content"])

    @property
    def data(self) -> str:
        return str(self.body["messages"][1]["content"])

    @property
    def streams(self) -> bool:
        return bool(self.body.get("stream"))

    @property
    def form(self) -> str:
        """The name of the form; empty where words are asked for."""
        return str(self.body.get("response_format", {}).get("json_schema", {}).get("name", ""))

    def parts(self) -> dict[str, str]:
        """The data between their marks, by name."""
        found = re.findall(r"<<data ([\w ]+) ([0-9a-f]{32})>>\n(.*?)\n<<end \2>>", self.data, re.DOTALL)
        return {name: text for name, _, text in found}


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent back. `parts` are written one by one; with `cut` the connection breaks after them."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": "application/json"})
    parts: Iterable[bytes] = ()
    cut: bool = False


Answerer = Callable[[Asked], Reply]

USAGE = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
FILTER = {"hate": {"filtered": False, "severity": "safe"}}
"""Azure adds its filter's findings to everything."""


def completion(content: str | None, *, ended: str = "stop", refusal: str | None = None, **fields: Any) -> Reply:
    """A whole answer."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    choice = {"index": 0, "finish_reason": ended, "message": message, "content_filter_results": FILTER}
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_760_000_000,
        "model": "gpt-4o-mini-2024-07-18",
        "choices": [choice],
        "usage": USAGE,
        "system_fingerprint": "fp_1",
    }
    return Reply(parts=[json.dumps({**body, **fields}).encode()])


def stream(
    content: str, *, ended: str | None = "stop", cut: bool = False, usage: bool = True, refusal: str | None = None
) -> Reply:
    """An answer in pieces. Without `ended` it stops without having come to its end."""
    pieces = re.findall(r"\S+\s*", content)
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}, *({"content": piece} for piece in pieces)]
    if refusal:
        deltas.append({"refusal": refusal})
    events = [_event([]), *(_event([{"index": 0, "delta": delta, "finish_reason": None}]) for delta in deltas)]
    events.append(_event([{"index": 0, "finish_reason": None, "content_filter_results": FILTER}]))
    if ended:
        events.append(_event([{"index": 0, "delta": {}, "finish_reason": ended}]))
    if usage and ended:
        events.append(_event([], usage=USAGE))
    if not cut:
        events.append(b"data: [DONE]\n\n")
    return Reply(headers={"content-type": "text/event-stream"}, parts=events, cut=cut)


def refusal_of_filter() -> Reply:
    """What Azure answers when its filter stops the request itself."""
    error = {"code": "content_filter", "message": "The response was filtered.", "status": 400}
    return Reply(status=400, parts=[json.dumps({"error": error}).encode()])


def status(code: int, **headers: str) -> Reply:
    """A refusal. Names of headers are written with `_` for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = json.dumps({"error": {"code": str(code), "message": "No."}}).encode()
    return Reply(status=code, headers={"content-type": "application/json", **named}, parts=[body])


def words_or_form(asked: Asked, words: str, form: object) -> Reply:
    """The words as a stream, or the form as a whole: whatever was asked for."""
    return stream(words) if asked.streams else completion(json.dumps(form))


def _event(choices: list[dict[str, Any]], **fields: Any) -> bytes:
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1_760_000_000,
        "model": "gpt-4o-mini",
        "choices": choices,
        "usage": None,
    }
    return f"data: {json.dumps({**body, **fields})}\n\n".encode()


@contextmanager
def openai_service(answer: Answerer) -> Iterator[str]:
    """The address of a running service."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_POST(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = json.loads(self.rfile.read(int(headers["content-length"])))
            route = ROUTE.fullmatch(self.path)
            self._send(answer(Asked(route[1], route[2], headers, body)) if route else status(404))

        def _send(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Transfer-Encoding", "chunked")
            self.send_header("Connection", "close")
            self.end_headers()
            try:
                for part in reply.parts:
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
                    self.wfile.flush()
                if not reply.cut:
                    self.wfile.write(b"0\r\n\r\n")
                    self.wfile.flush()
            except OSError:
                return  # Whoever asked has gone.

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Say nothing: whoever asked has gone."""

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
