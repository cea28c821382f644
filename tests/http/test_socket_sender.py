"""Where nothing has a key, Web PubSub shows who it is by a secret in the address that it calls."""

import pytest

from shared.http.web_pubsub import write_state
from tests.app import Product

EVENTS = "/api/v1/realtime/events"
SECRET = "3b9c0f0e-shared-with-web-pubsub-0a1b2c3d"
LEFT = {"ce-type": "azure.webpubsub.sys.disconnected", "ce-connectionId": "connection-1"}


def test_an_event_with_our_secret_is_taken() -> None:
    product = Product(event_secret=SECRET, realtime="Endpoint=https://live.example;")
    kept = write_state({"interview_id": "i", "user_id": "u", "session_id": "s"})
    left = {**LEFT, "ce-connectionState": kept}
    answer = product.client().post(EVENTS, params={"code": SECRET}, content=b"{}", headers=left)
    assert answer.status_code == 204


@pytest.mark.parametrize("code", ["", "x", SECRET[:-1], SECRET + "0", "é"])
def test_an_event_with_another_code_is_refused(code: str) -> None:
    product = Product(event_secret=SECRET, realtime="Endpoint=https://live.example;")
    answer = product.client().post(EVENTS, params={"code": code}, content=b"{}", headers=LEFT)
    assert answer.status_code == 403


def test_an_event_of_no_connection_is_refused() -> None:
    product = Product(event_secret=SECRET, realtime="Endpoint=https://live.example;")
    kind = {"ce-type": LEFT["ce-type"]}
    assert product.client().post(EVENTS, params={"code": SECRET}, content=b"{}", headers=kind).status_code == 403
