"""Talenti's accounts, which keep the refresh token in a cookie. Arbeit and Recruiter sign in here too."""

from http.cookies import CookieError, SimpleCookie

from shared.bootstrap import get_app
from shared.companies.registration import Registration
from shared.contracts.talenti import SignedOut, TalentiUser
from shared.core.errors import Conflict, Forbidden, Unauthenticated
from shared.http.access import PUBLIC, SIGNED_IN_AT_ALL
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.http.rates import RateClass
from shared.identity.models import Credentials, OptionalRefreshRequest, Tokens
from shared.identity.sessions import SESSION_LIFETIME

bp = Blueprint("Talenti contract", get_app)

_COOKIE = "refresh_token"


@bp.http(
    "POST /api/auth/register",
    access=PUBLIC,
    status=201,
    rate=RateClass.SIGN_IN,
    raises=(Conflict, Forbidden),
)
def talenti_register(call: Call, body: Registration) -> TalentiUser:
    """Found a company of one's own, as its first HR user. A link to confirm the address is mailed."""
    return TalentiUser.of(call.app.registration.register(body))


@bp.http("POST /api/auth/login", access=PUBLIC, rate=RateClass.SIGN_IN, raises=(Forbidden, Unauthenticated))
def talenti_sign_in(call: Call, body: Credentials) -> Tokens:
    """Begin a session with an e-mail address and a password. A cookie holds the refresh token as well."""
    return _remembered(call, call.app.accounts.sign_in(body))


@bp.http("POST /api/auth/refresh", access=PUBLIC, raises=(Unauthenticated,))
def talenti_refresh(call: Call, body: OptionalRefreshRequest | None) -> Tokens:
    """Exchange the refresh token, of the body or else of the cookie, for new tokens. It works once."""
    token = (body.refresh_token if body else None) or _cookie(call)
    if not token:
        raise Unauthenticated("Missing refresh token")
    return _remembered(call, call.app.sessions.refresh(token))


@bp.http("POST /api/auth/logout", access=SIGNED_IN_AT_ALL)
def talenti_sign_out(call: Call) -> SignedOut:
    """End the session. Its tokens stop working at once, everywhere, and the cookie goes."""
    call.app.sessions.end(call.caller)
    _set_cookie(call, "", 0)
    return SignedOut(ok=True, message="Logged out successfully")


@bp.http("GET /api/auth/me", access=SIGNED_IN_AT_ALL)
def talenti_me(call: Call) -> TalentiUser:
    """Read who is signed in."""
    return TalentiUser.of(call.app.users.me(call.caller), must_change_password=call.caller.must_change_password)


def _remembered(call: Call, tokens: Tokens) -> Tokens:
    _set_cookie(call, tokens.refresh_token, int(SESSION_LIFETIME.total_seconds()))
    return tokens


def _set_cookie(call: Call, value: str, max_age_s: int) -> None:
    """Out of reach of scripts and of other sites: whoever may read its answer may refresh, and nobody else."""
    rules = f"Max-Age={max_age_s}; Path=/api/auth; HttpOnly; Secure; SameSite=Strict"
    call.answer_headers["Set-Cookie"] = f"{_COOKIE}={value}; {rules}"


def _cookie(call: Call) -> str:
    try:
        cookies = SimpleCookie(call.headers.get("cookie", ""))
    except CookieError:
        return ""
    return cookies[_COOKIE].value if _COOKIE in cookies else ""
