"""A deployment of Azure OpenAI, asked for forms and for words within a deadline, and paid for by the current meter."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from shared.core.errors import Unavailable
from shared.core.prices import Price
from shared.core.resource import Value
from shared.ports.engine import Engine
from shared.ports.spending import Usage, current_meter

if TYPE_CHECKING:
    from openai import AzureOpenAI
    from openai.types.chat.chat_completion_chunk import ChoiceDelta

log = logging.getLogger("talenti.model")

_SCOPE = "https://cognitiveservices.azure.com/.default"
_SEED = 7
_TRIES = 3
_PAUSE_S = 0.5
"""Before another try, where the service names no time."""
_CONNECT_S = 3.0
_PING_S = 2.5
_FAILURES = 3
"""In a row, after which the service is left alone for a while, so that not everybody waits for its deadline."""
_REST_S = 30.0
_ILL = frozenset({"timeout", "unreachable", "unavailable", "rate_limited", "not_signed_in", "rejected"})
"""Reasons that lie with the service, not with what it was asked."""
_BYTES_PER_TOKEN = 3
"""Few: where the service did not say what it used, rather too much is counted than too little."""


class Form(BaseModel):
    """What a model fills in. Every field is required and no other is taken: the service holds the model to it."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, hide_input_in_errors=True)


F = TypeVar("F", bound=Form)
R = TypeVar("R", bound=Value)
T = TypeVar("T")


class NoAnswer(Exception):
    """The model gave nothing that can be used. `reason` is one stable word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Prompt:
    """Our instructions for one task. `version` changes with the words; no secret and no personal data is in them."""

    name: str
    version: str
    text: str
    most_tokens: int


class Credential(Protocol):
    """What `azure-identity` offers: a token that the resource takes."""

    def get_token(self, *scopes: str) -> Any:
        """An access token; its text is `token`."""
        ...


class Model:
    """One deployment. Thread-safe. The SDK is imported by the first call.

    `credential` makes what signs in where there is no `key`. `timeout_s` bounds a task with all its tries.
    """

    def __init__(
        self,
        *,
        endpoint: str,
        api_version: str,
        deployment: str,
        price: Price,
        timeout_s: float,
        key: str = "",
        credential: Callable[[], Credential] | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.deployment = deployment
        self._endpoint = endpoint
        self._api_version = api_version
        self._price = price
        self._timeout_s = timeout_s
        self._key = key
        self._credential = credential
        self._sleep = sleep
        self._clock = clock
        self._failures = 0
        self._rests_until = 0.0

    def engine(self, prompt: Prompt, *others: Engine) -> Engine:
        """Names the deployment, the prompt and the engines of ours that have a part in its results."""
        parts = [f"{self.deployment} {prompt.name}/{prompt.version}"]
        return Engine(name="azure", version=" ".join([*parts, *(f"{one.name}/{one.version}" for one in others)]))

    def fill(self, prompt: Prompt, data: str, form: type[F]) -> F:
        """The form, filled in from the data.

        Raises:
            NoAnswer: there is none that fits the form.
            Conflict: the budget is used up, and more is refused.
        """
        schema = {"name": form.__name__, "schema": form.model_json_schema(), "strict": True}
        asked = self._asked(prompt, data) | {"response_format": {"type": "json_schema", "json_schema": schema}}
        with self._paid(prompt):
            text = self._tried(lambda seconds: self._whole(asked, seconds))
            try:
                return form.model_validate_json(text)
            except ValidationError:
                raise NoAnswer("malformed") from None

    def say(self, prompt: Prompt, data: str) -> str:
        """The words for the data, read as they come. Raises as `fill`."""
        asked = self._asked(prompt, data) | {"stream": True, "stream_options": {"include_usage": True}}
        with self._paid(prompt):
            return self._tried(lambda seconds: self._streamed(asked, seconds)).strip()

    def ping(self) -> None:
        """Ask whether the service answers and lets us in; costs no tokens. Raises Unavailable."""
        try:
            with _failures_named(lambda: None):
                self._client.models.list(timeout=self._timeouts(_PING_S))
        except (NoAnswer, _Busy) as failure:
            raise Unavailable("The model does not answer.", code=failure.reason) from None

    def _asked(self, prompt: Prompt, data: str) -> dict[str, Any]:
        return {
            "model": self.deployment,
            "messages": [{"role": "system", "content": prompt.text}, {"role": "user", "content": data}],
            "temperature": 0,
            "seed": _SEED,
            "max_tokens": prompt.most_tokens,
        }

    @contextmanager
    def _paid(self, prompt: Prompt) -> Iterator[None]:
        """Let no call out that is over the budget, and tell the log, by ids alone, of what gave nothing."""
        meter = current_meter()
        if not meter.admits_a_call():
            if meter.subject:
                log.warning("%s was not asked for %s: over budget", prompt.name, meter.subject)
            raise NoAnswer("over_budget")
        if self._clock() < self._rests_until:
            raise NoAnswer("resting")
        try:
            yield
        except NoAnswer as failure:
            log.warning("%s got no answer for %s: %s", prompt.name, meter.subject, failure.reason)
            self._note(ill=failure.reason in _ILL)
            raise
        self._note(ill=False)

    def _note(self, *, ill: bool) -> None:
        # Threads may overwrite each other's count: then the rest begins a call later.
        self._failures = self._failures + 1 if ill else 0
        if self._failures >= _FAILURES:
            self._failures = 0
            self._rests_until = self._clock() + _REST_S

    def _tried(self, call: Callable[[float], T]) -> T:
        """The call's result. A service that is busy is asked again, as far as the deadline reaches."""
        ends_at = self._clock() + self._timeout_s
        for tries_left in range(_TRIES - 1, -1, -1):
            try:
                return call(ends_at - self._clock())
            except _Busy as busy:
                pause_s = _PAUSE_S if busy.retry_after_s is None else busy.retry_after_s
                if not tries_left or self._clock() + pause_s >= ends_at:
                    raise NoAnswer(busy.reason) from None
            self._sleep(pause_s)
        raise AssertionError("the last try answers or raises")

    def _whole(self, asked: dict[str, Any], seconds: float) -> str:
        with _failures_named(lambda: self._count_estimate(asked, "")):
            answer = self._client.chat.completions.create(**asked, timeout=self._timeouts(seconds))
            if answer.usage is None:
                self._count_estimate(asked, str(answer.choices))
            else:
                self._count(answer.usage.prompt_tokens, answer.usage.completion_tokens)
            if not answer.choices:
                raise NoAnswer("empty")
            choice = answer.choices[0]
            return _complete(choice.message.content or "", choice.finish_reason, choice.message.refusal)

    def _streamed(self, asked: dict[str, Any], seconds: float) -> str:
        text, ended, refusal, counted = "", None, None, False
        try:
            with (
                _failures_named(lambda: None),
                self._client.chat.completions.create(**asked, timeout=self._timeouts(seconds)) as stream,
            ):
                for part in stream:
                    if part.usage is not None:
                        self._count(part.usage.prompt_tokens, part.usage.completion_tokens)
                        counted = True
                    for choice in part.choices:
                        ended = choice.finish_reason or ended
                        # What Azure's filter adds to a stream comes as a choice without a delta.
                        delta: ChoiceDelta | None = choice.delta
                        if delta is not None:
                            text += delta.content or ""
                            refusal = delta.refusal or refusal
        except _Busy:
            if text:
                raise NoAnswer("cut") from None
            raise
        finally:
            if not counted and (text or ended):
                self._count_estimate(asked, text)
        return _complete(text, ended or "cut", refusal)

    @cached_property
    def _client(self) -> "AzureOpenAI":
        # Importing the SDK takes half a second, which a start of the process must not pay.
        import httpx2
        from openai import AzureOpenAI

        from shared.adapters.azure_openai.deadline import DeadlineTransport

        return AzureOpenAI(
            azure_endpoint=self._endpoint,
            api_version=self._api_version,
            api_key=self._key or None,
            azure_ad_token_provider=None if self._key else self._token,
            max_retries=0,
            http_client=httpx2.Client(transport=DeadlineTransport(), follow_redirects=False),
        )

    @cached_property
    def _signed_in(self) -> Credential:
        if self._credential is None:
            raise ValueError("a model needs a key or a credential")
        return self._credential()

    def _token(self) -> str:
        return str(self._signed_in.get_token(_SCOPE).token)

    def _timeouts(self, seconds: float) -> Any:
        import httpx2

        seconds = max(0.1, seconds)
        return httpx2.Timeout(seconds, connect=min(_CONNECT_S, seconds))

    def _count(self, input_tokens: int, output_tokens: int) -> None:
        current_meter().add(
            Usage(
                calls=1,
                input_tokens=input_tokens,
                output_tokens=output_tokens,
                cost_micros=self._price.cost_micros(input_tokens, output_tokens),
            )
        )

    def _count_estimate(self, asked: dict[str, Any], answer: str) -> None:
        sent = sum(len(message["content"].encode()) for message in asked["messages"])
        self._count(-(-sent // _BYTES_PER_TOKEN), -(-len(answer.encode()) // _BYTES_PER_TOKEN))


class _Busy(Exception):
    """Another try may help."""

    def __init__(self, reason: str, retry_after_s: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after_s = retry_after_s


@contextmanager
def _failures_named(count_lost: Callable[[], None]) -> Iterator[None]:
    """Every way in which a call fails, by one word. `count_lost` counts a call whose answer got lost."""
    import httpx2
    import openai
    from azure.core.exceptions import AzureError

    try:
        yield
    except openai.APITimeoutError:
        count_lost()
        raise NoAnswer("timeout") from None
    except openai.APIConnectionError:
        raise _Busy("unreachable") from None
    except openai.APIStatusError as refused:
        raise _by_status(refused.status_code, refused.response.headers, refused.code) from None
    except httpx2.TimeoutException:
        count_lost()
        raise NoAnswer("timeout") from None
    except httpx2.HTTPError:
        raise NoAnswer("cut") from None
    except openai.APIError as told:
        raise NoAnswer("filtered" if told.code == "content_filter" else "unavailable") from None
    except AzureError:
        raise NoAnswer("not_signed_in") from None
    except (ValueError, TypeError, AttributeError):
        # The SDK does not check what came: another shape than documented shows as one of these.
        raise NoAnswer("malformed") from None


def _by_status(status: int, headers: Any, code: str | None) -> NoAnswer | _Busy:
    if status == 429:
        return _Busy("rate_limited", _retry_after_s(headers))
    if status >= 500 or status in (408, 409):
        return _Busy("unavailable", _retry_after_s(headers))
    return NoAnswer("filtered" if code == "content_filter" else "rejected")


def _retry_after_s(headers: Any) -> float | None:
    """What the service asks for; None where it says nothing, or nothing that is a number of seconds."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return max(0.0, float(headers[name]) * unit)
        except (KeyError, ValueError):
            continue
    return None


def _complete(text: str, ended: str, refusal: str | None) -> str:
    """The text of an answer that came to its end. Raises NoAnswer."""
    if refusal:
        raise NoAnswer("refused")
    match ended:
        case "stop":
            if not text.strip():
                raise NoAnswer("empty")
            return text
        case "length":
            raise NoAnswer("truncated")
        case "content_filter":
            raise NoAnswer("filtered")
        case "cut":
            raise NoAnswer("cut")
        case _:
            raise NoAnswer("malformed")


def degraded(engine: Engine, failure: NoAnswer) -> Engine:
    """The engine that answered in place of the model, saying so."""
    return engine.model_copy(update={"degraded": failure.reason})
