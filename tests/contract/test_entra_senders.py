"""Tokens of services, checked against a tenant's published keys on a local port."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from shared.adapters.entra_senders import KEYS_ARE_ASKED_FOR_EVERY_S, KEYS_ARE_KEPT_S, EntraSenders
from shared.core.errors import Forbidden, Unavailable
from tests.contract.entra_service import AUDIENCE, EVENT_GRID, TENANT, EntraService, entra_service

ROUND_OF_QUESTIONS = 4
"""Two descriptions, each with its keys."""


class Watch:
    """A monotonic clock that a test turns."""

    def __init__(self) -> None:
        self.at_s = 1000.0

    def __call__(self) -> float:
        return self.at_s


@pytest.fixture
def entra() -> Iterator[EntraService]:
    with entra_service() as running:
        yield running


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def senders(entra: EntraService, watch: Watch) -> EntraSenders:
    return EntraSenders(entra.authority, AUDIENCE, monotonic=watch)


@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_event_grid_is_recognised_by_tokens_of_either_version(
    entra: EntraService, senders: EntraSenders, version: str
) -> None:
    assert senders.identify(entra.token(version)).application_id == EVENT_GRID


@pytest.mark.parametrize("asked", [AUDIENCE, f"api://{AUDIENCE}"])
def test_an_audience_may_be_named_by_its_address(entra: EntraService, asked: str) -> None:
    senders = EntraSenders(entra.authority, f"api://{AUDIENCE}")
    assert senders.identify(entra.token(aud=asked)).application_id == EVENT_GRID


NOW = int(time.time())


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "https://management.azure.com/"},
        {"aud": None},
        {"iss": "https://sts.windows.net/99999999-1111-4111-8111-111111111111/"},
        {"iss": "https://login.microsoftonline.com/common/v2.0"},
        {"iss": None},
        {"iss": 5},
        {"exp": NOW - 3600},
        {"exp": None},
        {"nbf": NOW + 7200},
        {"oid": None},
        {"appid": None},
        {"appid": ["a"]},
    ],
    ids=lambda claims: json.dumps(claims)[:40],
)
def test_what_a_token_must_say(entra: EntraService, senders: EntraSenders, claims: dict[str, Any]) -> None:
    if "iss" in claims and not isinstance(claims["iss"], str):
        token = unchecked_token(entra, claims)
    else:
        token = entra.token(**claims)
    with pytest.raises(Forbidden):
        senders.identify(token)


def unchecked_token(entra: EntraService, claims: dict[str, Any]) -> str:
    """A token that the library would not write."""
    said = {name: value for name, value in (entra.claims() | claims).items() if value is not None}
    return jwt.api_jws.encode(json.dumps(said).encode(), entra.keys["key-1"], "RS256", {"kid": "key-1"})


def part(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def test_a_token_without_a_signature_is_refused(entra: EntraService, senders: EntraSenders) -> None:
    for algorithm in ("none", "None", "RS256"):
        with pytest.raises(Forbidden):
            senders.identify(f"{part({'alg': algorithm, 'kid': 'key-1'})}.{part(entra.claims())}.")


def test_the_public_key_is_no_shared_secret(entra: EntraService, senders: EntraSenders) -> None:
    signed = f"{part({'alg': 'HS256', 'kid': 'key-1', 'typ': 'JWT'})}.{part(entra.claims())}"
    mac = hmac.digest(entra.public_pem(), signed.encode(), hashlib.sha256)
    with pytest.raises(Forbidden):
        senders.identify(f"{signed}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}")


def test_another_key_under_a_known_name_is_refused(entra: EntraService, senders: EntraSenders) -> None:
    forged = jwt.encode(entra.claims(), generate_private_key(65537, 2048), "RS256", {"kid": "key-1"})
    with pytest.raises(Forbidden):
        senders.identify(forged)


@pytest.mark.parametrize("token", ["", "a", "a.b.c", "é.é.é", "." * 5, "e30.e30.e30", "A" * 10_000])
def test_what_is_no_token_is_refused_without_asking_anybody(
    entra: EntraService, senders: EntraSenders, token: str
) -> None:
    with pytest.raises(Forbidden):
        senders.identify(token)
    assert not entra.asked


def test_a_key_that_the_tenant_adds_is_learnt_and_unknown_ones_are_asked_for_once_in_a_minute(
    entra: EntraService, senders: EntraSenders, watch: Watch
) -> None:
    senders.identify(entra.token())
    assert len(entra.asked) == ROUND_OF_QUESTIONS
    entra.keys["key-2"] = generate_private_key(65537, 2048)
    for _ in range(20):
        with pytest.raises(Forbidden):
            senders.identify(entra.token(key="key-2"))
    assert len(entra.asked) == ROUND_OF_QUESTIONS
    watch.at_s += KEYS_ARE_ASKED_FOR_EVERY_S
    assert senders.identify(entra.token(key="key-2")).application_id == EVENT_GRID
    assert len(entra.asked) == 2 * ROUND_OF_QUESTIONS


def test_a_key_that_the_tenant_takes_back_is_refused_a_day_later(
    entra: EntraService, senders: EntraSenders, watch: Watch
) -> None:
    token = entra.token()
    senders.identify(token)
    entra.keys["key-2"] = entra.keys.pop("key-1")
    watch.at_s += KEYS_ARE_KEPT_S
    with pytest.raises(Forbidden):
        senders.identify(token)


def test_while_the_tenant_is_down_known_keys_stay_good_and_without_any_we_say_so(
    entra: EntraService, senders: EntraSenders, watch: Watch
) -> None:
    entra.down = True
    for _ in range(5):
        with pytest.raises(Unavailable):
            senders.identify(entra.token())
    assert len(entra.asked) == 1, "a dead tenant is asked once in a minute"
    entra.down = False
    watch.at_s += KEYS_ARE_ASKED_FOR_EVERY_S
    senders.identify(entra.token())
    entra.down = True
    watch.at_s += KEYS_ARE_KEPT_S
    assert senders.identify(entra.token()).application_id == EVENT_GRID


def test_many_at_once_ask_once(entra: EntraService, senders: EntraSenders) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(senders.identify, [entra.token()] * 32))
    assert {sender.application_id for sender in found} == {EVENT_GRID}
    assert len(entra.asked) == ROUND_OF_QUESTIONS
    assert all(TENANT in url for url in entra.asked)
