"""The promises of `PasswordHasher` and `TokenSigner`."""

import base64
import json
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.argon2_passwords import Argon2Hasher
from shared.adapters.jwt_tokens import JwtSigner
from shared.core.errors import Unauthenticated

KEY = "a-signing-key-for-tests-of-40-characters"
NOON = datetime(2030, 5, 17, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Watch:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def signer(watch: Watch) -> JwtSigner:
    return JwtSigner(KEY, watch)


def forged(claims: dict[str, object], key: str = KEY, algorithm: str = "HS256") -> str:
    """A token with a valid issuer and times unless `claims` says otherwise."""
    at_s = int(NOON.timestamp())
    return jwt.encode({"iss": "talenti", "iat": at_s, "exp": at_s + 60} | claims, key, algorithm=algorithm)


CLAIMS = st.dictionaries(
    st.text(min_size=1, max_size=12).filter(lambda name: name not in {"iss", "iat", "exp", "nbf", "aud"}),
    st.text(max_size=40),
    max_size=5,
)


@given(claims=CLAIMS)
def test_a_token_gives_back_exactly_what_was_signed(claims: dict[str, str]) -> None:
    signer = JwtSigner(KEY, Watch())
    assert signer.verify(signer.sign(claims, valid_for=HOUR)) == claims


def test_a_token_says_who_made_it_when_and_until_when(signer: JwtSigner) -> None:
    payload = signer.sign({"sub": "u1"}, valid_for=HOUR).split(".")[1]
    at_s = int(NOON.timestamp())
    assert json.loads(base64.urlsafe_b64decode(payload + "==")) == {
        "sub": "u1",
        "iss": "talenti",
        "iat": at_s,
        "exp": at_s + 3600,
    }


def test_a_token_holds_until_the_clock_reaches_its_expiry(signer: JwtSigner, watch: Watch) -> None:
    token = signer.sign({"sub": "u1"}, valid_for=HOUR)
    watch.time = NOON + HOUR - timedelta(seconds=1)
    assert signer.verify(token) == {"sub": "u1"}
    watch.time = NOON + HOUR
    with pytest.raises(Unauthenticated, match="expired") as refusal:
        signer.verify(token)
    assert refusal.value.code == "token_expired"


def test_a_token_from_an_instance_whose_clock_is_ahead_is_accepted(signer: JwtSigner, watch: Watch) -> None:
    token = signer.sign({"sub": "u1"}, valid_for=HOUR)
    watch.time = NOON - timedelta(minutes=2)
    assert signer.verify(token) == {"sub": "u1"}


@given(token=st.text(st.characters(), max_size=80) | st.from_regex(r"[\w-]{0,20}\.[\w-]{0,20}\.[\w-]{0,20}"))
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        JwtSigner(KEY, Watch()).verify(token)
    assert refusal.value.message == "The token is not valid. Please sign in."


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(forged({}, key="another-key-that-is-long-enough-for-hs256"), id="another key"),
        pytest.param(forged({"iss": "somebody"}), id="another issuer"),
        pytest.param(forged({"exp": None}), id="no expiry"),
        pytest.param(forged({"aud": "elsewhere"}), id="made for somebody else"),
        pytest.param(forged({}, key="", algorithm="none"), id="unsigned"),
        pytest.param(forged({}, key=KEY * 2, algorithm="HS512"), id="another key and algorithm"),
        pytest.param(forged({}, key="k" * 64, algorithm="HS512"), id="another algorithm"),
    ],
)
def test_a_token_that_somebody_else_made_is_refused(signer: JwtSigner, token: str) -> None:
    with pytest.raises(Unauthenticated):
        signer.verify(token)


def test_the_right_key_with_another_algorithm_is_refused() -> None:
    key = "k" * 64
    with pytest.raises(Unauthenticated):
        JwtSigner(key, Watch()).verify(forged({}, key=key, algorithm="HS512"))


def test_a_changed_claim_breaks_the_signature(signer: JwtSigner) -> None:
    header, _, signature = signer.sign({"sub": "u1"}, valid_for=HOUR).split(".")
    _, other, _ = signer.sign({"sub": "u2"}, valid_for=HOUR).split(".")
    with pytest.raises(Unauthenticated):
        signer.verify(f"{header}.{other}.{signature}")


@pytest.mark.parametrize("claim", ["iss", "iat", "exp", "nbf", "aud"])
def test_a_caller_cannot_set_issuer_or_times(signer: JwtSigner, claim: str) -> None:
    with pytest.raises(ValueError, match=claim):
        signer.sign({claim: "1"}, valid_for=HOUR)


NEXT = "the-next-signing-key-of-41-characters-long"


def test_what_the_previous_key_signed_stays_good_and_the_new_one_signs(watch: Watch) -> None:
    before, between = JwtSigner(KEY, watch), JwtSigner(NEXT, watch, previous=KEY)
    old = before.sign({"sub": "u1"}, valid_for=HOUR)
    new = between.sign({"sub": "u2"}, valid_for=HOUR)
    assert (between.verify(old), between.verify(new)) == ({"sub": "u1"}, {"sub": "u2"})
    assert JwtSigner(NEXT, watch).verify(new) == {"sub": "u2"}, "the new key needs the old one no longer"


def test_a_key_that_was_changed_twice_is_good_no_more(watch: Watch) -> None:
    old = JwtSigner(KEY, watch).sign({"sub": "u1"}, valid_for=HOUR)
    with pytest.raises(Unauthenticated):
        JwtSigner("a-third-key-that-is-long-enough-for-hs256", watch, previous=NEXT).verify(old)


def test_instances_that_have_the_new_key_and_such_that_have_not_accept_each_others_tokens(watch: Watch) -> None:
    """The order of a change: first every instance knows both, then one after the other signs with the new one."""
    late, early = JwtSigner(KEY, watch, previous=NEXT), JwtSigner(NEXT, watch, previous=KEY)
    assert early.verify(late.sign({"sub": "u1"}, valid_for=HOUR)) == {"sub": "u1"}
    assert late.verify(early.sign({"sub": "u2"}, valid_for=HOUR)) == {"sub": "u2"}


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        JwtSigner("k" * 31, Watch())
    with pytest.raises(ValueError, match="32 bytes"):
        JwtSigner(KEY, Watch(), previous="k" * 31)


def test_a_password_is_recognised_and_others_are_not() -> None:
    hasher = Argon2Hasher()
    hashed = hasher.hash("Grüße, 世界! 1")
    assert hasher.verify(hashed, "Grüße, 世界! 1")
    assert not hasher.verify(hashed, "Grüße, 世界! 2")
    assert not hasher.verify(hashed, "")


def test_a_hash_is_salted_and_names_its_parameters() -> None:
    hasher = Argon2Hasher()
    first, second = hasher.hash("same"), hasher.hash("same")
    assert first != second
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("hashed", ["", "not a hash", "$argon2id$v=19$m=19456,t=2,p=1$broken"])
def test_no_password_fits_a_hash_that_is_missing_or_broken(hashed: str) -> None:
    assert not Argon2Hasher().verify(hashed, "password")


def test_a_missing_hash_costs_as_much_work_as_a_real_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work is counted, not timed: the same function gets a hash with the same parameters."""
    import argon2

    hasher, worked_on = Argon2Hasher(), list[str]()
    real = argon2.PasswordHasher.verify

    def counting(self: argon2.PasswordHasher, hashed: str, password: str) -> bool:
        worked_on.append(hashed.rpartition("p=1$")[0])
        return real(self, hashed, password)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", counting)
    hasher.verify(hasher.hash("x"), "password")
    hasher.verify("", "password")
    assert worked_on == ["$argon2id$v=19$m=19456,t=2,"] * 2
