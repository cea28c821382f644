"""Cross-origin requests are answered as the cloud's platform does."""

import pytest

from devhost.cors import Cors
from devhost.http import Request, Response

APP = "http://127.0.0.1:4280"


def preflight(origin: str = APP) -> Request:
    """What a browser asks before it sends a request with a token."""
    headers = (
        ("Origin", origin),
        ("Access-Control-Request-Method", "PUT"),
        ("Access-Control-Request-Headers", "authorization"),
    )
    return Request("OPTIONS", "http://127.0.0.1:7071", "/api/v1/jobs", headers)


def test_a_preflight_of_an_allowed_origin_is_granted_with_credentials() -> None:
    answer = Cors([APP], credentials=True).preflight(preflight())
    assert answer == Response(
        204,
        (
            ("access-control-allow-origin", APP),
            ("vary", "Origin"),
            ("access-control-allow-credentials", "true"),
            ("access-control-allow-methods", "PUT"),
            ("access-control-allow-headers", "authorization"),
        ),
    )


def test_a_preflight_of_another_origin_is_granted_nothing() -> None:
    assert Cors([APP], credentials=True).preflight(preflight("https://evil.example")) == Response(204)


@pytest.mark.parametrize("request_", [Request("OPTIONS", "", "/", (("Origin", APP),)), Request("GET", "", "/", ())])
def test_what_is_no_preflight_goes_to_the_application(request_: Request) -> None:
    assert Cors([APP]).preflight(request_) is None


def test_without_origins_the_application_decides() -> None:
    assert Cors().preflight(preflight()) is None
    answer = Response(200, (("Access-Control-Allow-Origin", "https://own.example"),))
    assert Cors().permit(preflight(), answer) is answer


def test_an_answer_may_be_read_by_the_origin_alone() -> None:
    own = Response(200, (("Access-Control-Allow-Origin", "https://own.example"), ("Vary", "Accept")), b"x")
    answer = Cors([APP]).permit(Request("GET", "", "/", (("origin", APP),)), own)
    assert answer == Response(200, (("Vary", "Accept"), ("access-control-allow-origin", APP), ("vary", "Origin")), b"x")


def test_any_origin_is_named_only_with_credentials() -> None:
    request = Request("GET", "", "/", (("origin", APP),))
    assert dict(Cors(["*"]).permit(request, Response(200)).headers) == {"access-control-allow-origin": "*"}
    named = dict(Cors(["*"], credentials=True).permit(request, Response(200)).headers)
    assert named["access-control-allow-origin"] == APP
