"""How many tokens one interview takes, by purpose, as the product itself counts them.

A CV is read, and an interview of twelve questions is planned, taken to its end and scored. The adapters and the
SDK are the real ones; the service is one on a local port that does its tasks from nothing but the request, and tells
how many tokens it read and wrote by the real encoding of these models (o200k_base).
"""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import cycle
from typing import Any

from bench.results import PROJECT
from bench.round_trips import Tenant
from shared.adapters.argon2_passwords import Argon2Hasher
from shared.adapters.memory_blob import MemoryBlobStore
from shared.adapters.memory_queue import MemoryQueue
from shared.adapters.memory_table import MemoryTable
from shared.app import App
from shared.bootstrap import ChosenAdapters
from shared.core.clock import utc_now
from shared.core.page import PageQuery
from shared.core.settings import Settings
from shared.interviews.models import ScoreInterview
from shared.ports.spending import Usage
from tests.contract.fair_model import fair
from tests.contract.openai_service import USAGE, Asked, Reply, openai_service

MOST_TURNS = 80
DEPLOYMENT = "words"
CV = PROJECT / "tests" / "cvs" / "single_column.pdf"
_AROUND_A_MESSAGE = 4
"""Tokens by which the service marks off each message, as OpenAI's guide to counting tokens has it."""
_COUNTER = """
const { Tiktoken } = require('js-tiktoken/lite')
const encoding = new Tiktoken(require('js-tiktoken/ranks/o200k_base'))
require('readline').createInterface({ input: process.stdin }).on('line', line => {
  console.log(encoding.encode(JSON.parse(line), [], []).length)
})
"""
ANSWERS = """
At my last company I designed a Python service on Azure that took in some forty thousand orders a day. I owned it
from the first sketch to the pager. The hardest part was that two teams wrote to the same tables, so I put a queue
between them and made every handler safe to repeat. After three months the latency at the 95th percentile had fallen
by 40 per cent, and we had no double bookings any more, which we measured with a nightly comparison of both systems.

I read the query plan first. A missing index made it scan two million rows for every page, so I added one on the
tenant and the date, and measured again: from four seconds to thirty milliseconds. Then I looked at why nobody had
seen it. Our test data had a hundred rows, so I wrote a script that fills a copy with as many as production has, and
since then each release is held against it before it goes out.

We disagreed about a rewrite. A colleague wanted to start anew, and I wanted to take the old service apart piece by
piece. I wrote down both ways with what each would cost and what could go wrong, we asked the people who answer the
phone, and decided together for the pieces. It took longer than I had said, by about a month, and I told everybody
so as soon as I knew. In the end nobody outside had noticed that anything had changed, which was the point.
""".strip().split("\n\n")
"""Some eighty words each, as people speak in an interview."""


def count() -> dict[str, Usage]:
    """What was used, by purpose."""
    with _token_counter() as tokens:

        def answer(asked: Asked) -> Reply:
            reply = fair(asked)
            told = _usage(asked, _words(reply), tokens)
            parts = [part.replace(json.dumps(USAGE).encode(), json.dumps(told).encode()) for part in reply.parts]
            return Reply(headers=reply.headers, parts=parts)

        with openai_service(answer) as address:
            tenant = Tenant.found(_application(address))
            _read_cv(tenant)
            _talk_and_score(tenant)
            (month,) = tenant.recruiter.call("get_usage")["months"]
    return {purpose: Usage.model_validate(used) for purpose, used in month["by_purpose"].items()}


def cost(used: Usage, price: Mapping[str, Any]) -> float:
    """In the currency of the price, which is for a million tokens."""
    return float(used.input_tokens * price["input"] + used.output_tokens * price["output"]) / 1e6


def _application(address: str) -> App:
    """With the model at this address, and storage in memory."""
    limits = dict.fromkeys(("rate_standard", "rate_upload"), 1_000_000_000)
    model = {"azure_openai_endpoint": address, "azure_openai_key": "key", "azure_openai_deployment": DEPLOYMENT}
    prices = {"version": "1", "currency": "USD", "deployments": {DEPLOYMENT: {"input": 1, "output": 1}}}
    known = {"signing_key": "a-signing-key-for-benchmarks-only", "model_prices": prices}
    settings = Settings.model_validate(known | model | limits)
    adapters = ChosenAdapters(settings, utc_now)
    in_memory = {"table": MemoryTable(), "blobs": MemoryBlobStore(), "queue": MemoryQueue()}
    for port, adapter in (in_memory | {"hasher": Argon2Hasher(memory_kib=64, passes=1)}).items():
        setattr(adapters, port, adapter)
    return App(settings, adapters, utc_now)


def _read_cv(tenant: Tenant) -> None:
    boundary = "a-boundary-that-no-cv-contains"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="cv.pdf"\r\n\r\n'
    form = head.encode() + CV.read_bytes() + f"\r\n--{boundary}--\r\n".encode()
    resume = tenant.recruiter.call("upload_resume", form=(form, f"multipart/form-data; boundary={boundary}"))
    tenant.app.resumes.parse(tenant.company_id, resume["id"])


def _talk_and_score(tenant: Tenant) -> None:
    answers = cycle(ANSWERS)
    for _ in range(MOST_TURNS):
        body = {"interview_id": tenant.interview_id, "message": next(answers)}
        if tenant.interviewee.call("chat", body=body)["finished"]:
            break
    tasks = tenant.app.store.tasks(tenant.company_id, "queued", PageQuery()).items
    (body_of,) = [task.body for task in tasks if task.queue == ScoreInterview.queue]
    tenant.app.scoring.score(ScoreInterview.model_validate_json(body_of))


def _words(reply: Reply) -> str:
    """What the model wrote, out of the whole answer or its pieces."""
    text = b"".join(reply.parts).decode()
    if not text.startswith("data: "):
        return str(json.loads(text)["choices"][0]["message"]["content"])
    events = [json.loads(line.removeprefix("data: ")) for line in text.split("\n\n") if line.startswith("data: {")]
    return "".join(
        choice["delta"].get("content", "") for event in events for choice in event["choices"] if "delta" in choice
    )


def _usage(asked: Asked, words: str, tokens: Any) -> dict[str, int]:
    form = json.dumps(asked.body.get("response_format", ""))
    sent = sum(tokens(message["content"]) + _AROUND_A_MESSAGE for message in asked.body["messages"])
    read, written = sent + (tokens(form) if asked.form else 0), tokens(words)
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


@contextmanager
def _token_counter() -> Iterator[Any]:
    """Counts the tokens of a text."""
    node = subprocess.Popen(
        ["node", "-e", _COUNTER], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert node.stdin is not None
    assert node.stdout is not None
    stdin, stdout = node.stdin, node.stdout

    def tokens(text: str) -> int:
        stdin.write(json.dumps(text) + "\n")
        stdin.flush()
        return int(stdout.readline())

    try:
        yield tokens
    finally:
        stdin.close()
        node.wait(10)
        stdout.close()


if __name__ == "__main__":
    for purpose, used in count().items():
        print(purpose, used)
