"""Registering, signing in, staying signed in, and passwords."""

from shared.bootstrap import get_app
from shared.companies.registration import Registration
from shared.core.errors import Conflict, Forbidden, Gone, Unauthenticated
from shared.core.resource import Value
from shared.http.access import PUBLIC, SIGNED_IN_AT_ALL
from shared.http.blueprint import Blueprint
from shared.http.call import Call
from shared.http.profiles import Profile
from shared.http.rates import RateClass
from shared.identity.models import (
    Credentials,
    EmailRequest,
    PasswordChange,
    PasswordReset,
    RefreshRequest,
    RegisteredUser,
    TokenRequest,
    Tokens,
    User,
)

bp = Blueprint("Identity", get_app)


class Message(Value):
    """A sentence that says what happened."""

    message: str


@bp.http(
    "POST /api/v1/auth/register",
    access=PUBLIC,
    status=201,
    profile=Profile.ENVELOPE,
    rate=RateClass.SIGN_IN,
    raises=(Conflict, Forbidden),
)
def register(call: Call, body: Registration) -> RegisteredUser:
    """Found a company of one's own, as its first HR user. A link to confirm the address is mailed."""
    return call.app.registration.register(body)


@bp.http(
    "POST /api/v1/auth/login",
    access=PUBLIC,
    profile=Profile.UNION,
    rate=RateClass.SIGN_IN,
    raises=(Forbidden, Unauthenticated),
)
def sign_in(call: Call, body: Credentials) -> Tokens:
    """Begin a session with an e-mail address and a password."""
    return call.app.accounts.sign_in(body)


@bp.http(
    "POST /api/v1/auth/refresh",
    access=PUBLIC,
    also=["POST /api/v1/auth/refresh-token envelope"],
    raises=(Unauthenticated,),
)
def refresh_session(call: Call, body: RefreshRequest) -> Tokens:
    """Exchange a refresh token, which works once, for new tokens."""
    return call.app.sessions.refresh(body.refresh_token)


@bp.http("POST /api/v1/auth/logout", access=SIGNED_IN_AT_ALL, profile=Profile.UNION)
def sign_out(call: Call) -> Message:
    """End the session. Its tokens stop working at once, everywhere."""
    call.app.sessions.end(call.caller)
    return Message(message="Logged out successfully")


@bp.http("GET /api/v1/users/me", access=SIGNED_IN_AT_ALL, profile=Profile.UNION)
def get_me(call: Call) -> User:
    """Read who is signed in."""
    return call.app.users.me(call.caller)


@bp.http(
    "POST /api/v1/auth/change-password",
    access=SIGNED_IN_AT_ALL,
    also=["POST /api/auth/change-password"],
    rate=RateClass.SIGN_IN,
)
def change_my_password(call: Call, body: PasswordChange) -> Message:
    """Set a new password. Every session ends, this one too."""
    call.app.accounts.change_password(call.caller, body)
    return Message(message="Password changed successfully")


@bp.http(
    "POST /api/v1/users/{user_id}/change-password",
    access=SIGNED_IN_AT_ALL,
    rate=RateClass.SIGN_IN,
    raises=(Forbidden,),
)
def change_password(call: Call, user_id: str, body: PasswordChange) -> Message:
    """Set a new password for oneself. Every session ends, this one too."""
    if user_id != call.caller.user_id:
        call.app.users.get(call.caller, user_id)
        raise Forbidden("You may change your own password only.")
    call.app.accounts.change_password(call.caller, body)
    return Message(message="Password changed successfully")


@bp.http("POST /api/v1/auth/verify-email", access=PUBLIC, raises=(Gone,))
def verify_email(call: Call, body: TokenRequest) -> Message:
    """Confirm an e-mail address with the token of a mailed link."""
    call.app.accounts.verify_email(body.token)
    return Message(message="Email verified successfully")


@bp.http("POST /api/v1/auth/resend-verification", access=PUBLIC, rate=RateClass.SIGN_IN)
def resend_verification(call: Call, body: EmailRequest) -> Message:
    """Mail a new link to confirm an address. The answer is the same whether or not there is an account."""
    call.app.accounts.resend_verification(body.email)
    return Message(message="Verification email sent")


@bp.http("POST /api/v1/auth/forgot-password", access=PUBLIC, rate=RateClass.SIGN_IN)
def forgot_password(call: Call, body: EmailRequest) -> Message:
    """Mail a link to set a new password. The answer is the same whether or not there is an account."""
    call.app.accounts.request_reset(body.email)
    return Message(message="If there is an account, a link was sent")


@bp.http("POST /api/v1/auth/reset-password", access=PUBLIC, raises=(Gone, Conflict))
def reset_password(call: Call, body: PasswordReset) -> Message:
    """Set a new password with the token of a mailed link. Every session ends."""
    call.app.accounts.reset_password(body)
    return Message(message="Password changed successfully")
