"""Where services show tokens of Entra ID: whose events are believed."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from shared.adapters.entra_senders import EntraSenders
from shared.bootstrap import ChosenAdapters
from shared.core.clock import utc_now
from shared.core.settings import BadSetting, Settings
from shared.http.web_pubsub import write_state
from tests.app import SIGNING_KEY, Product
from tests.contract.entra_service import AUDIENCE, WEB_PUBSUB, EntraService, entra_service

HOOK = "/api/v1/acs/webhook"
EVENTS = "/api/v1/realtime/events"
SECRET = "what-only-our-subscription-knows"
STARTED = [{"eventType": "Microsoft.Communication.CallStarted", "data": {}}]
LEFT = {
    "ce-type": "azure.webpubsub.sys.disconnected",
    "ce-connectionId": "connection-1",
    "ce-connectionState": write_state({"interview_id": "i", "user_id": "u", "session_id": "s"}),
}


@pytest.fixture
def entra() -> Iterator[EntraService]:
    with entra_service() as running:
        yield running


def product_with(entra: EntraService, **settings: Any) -> Product:
    """A deployment without keys, whose services show tokens."""
    product = Product(
        event_authority=entra.authority,
        event_audience=AUDIENCE,
        realtime="Endpoint=https://live.example;",
        realtime_identity=WEB_PUBSUB,
        **settings,
    )
    product.replace(senders=EntraSenders(entra.authority, AUDIENCE))
    return product


def told(product: Product, token: str | None, code: str = "") -> httpx.Response:
    """The answer to an event of a call."""
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    return product.client().post(HOOK, params={"code": code}, json=STARTED, headers=headers)


def left(product: Product, token: str | None, code: str = "", **changes: str) -> httpx.Response:
    """The answer to an event of a socket."""
    headers = {**LEFT, **({"Authorization": f"Bearer {token}"} if token is not None else {}), **changes}
    return product.client().post(EVENTS, params={"code": code}, content=b"{}", headers=headers)


def test_event_grid_is_believed_by_its_token(entra: EntraService) -> None:
    product = product_with(entra)
    for version in ("1.0", "2.0"):
        answer = told(product, entra.token(version))
        assert (answer.status_code, answer.json()) == (200, {"ok": True})


def test_another_application_of_the_tenant_is_not_event_grid(entra: EntraService) -> None:
    assert told(product_with(entra), entra.token(appid="55555555-5555-4555-8555-555555555555")).status_code == 403


def test_without_a_token_nobody_is_believed_where_there_is_no_secret(entra: EntraService) -> None:
    product = product_with(entra)
    for token, code in ((None, ""), ("", ""), (None, SECRET), ("nonsense", "")):
        assert told(product, token, code).status_code == 403
        assert left(product, token, code).status_code == 403


def test_a_secret_counts_beside_tokens_as_long_as_it_is_set_but_does_not_mend_a_bad_token(entra: EntraService) -> None:
    product = product_with(entra, event_secret=SECRET)
    assert told(product, None, SECRET).status_code == 200
    assert told(product, "nonsense", SECRET).status_code == 403
    assert left(product, None, SECRET).status_code == 204
    assert left(product, "nonsense", SECRET).status_code == 403


def test_the_secret_before_counts_until_services_have_the_new_one() -> None:
    product = Product(
        event_secret="the-new-secret", event_secret_previous=SECRET, realtime="Endpoint=https://live.example;"
    )
    for code, status in (("the-new-secret", 200), (SECRET, 200), ("another", 403), ("", 403)):
        assert told(product, None, code).status_code == status
        assert left(product, None, code).status_code == {200: 204}.get(status, status)


def test_a_secret_before_none_opens_nothing() -> None:
    product = Product(event_secret_previous=SECRET)
    assert told(product, None, SECRET).status_code == 503
    assert left(product, None, SECRET).status_code == 403


def test_web_pubsub_is_believed_by_the_token_of_its_identity(entra: EntraService) -> None:
    assert left(product_with(entra), entra.token(oid=WEB_PUBSUB, appid="any")).status_code == 204


def test_the_token_of_one_service_is_not_good_for_the_other(entra: EntraService) -> None:
    product = product_with(entra)
    assert left(product, entra.token()).status_code == 403
    assert told(product, entra.token(oid=WEB_PUBSUB, appid="any")).status_code == 403


def test_a_token_does_not_stand_for_a_connection(entra: EntraService) -> None:
    answer = left(product_with(entra), entra.token(oid=WEB_PUBSUB), **{"ce-connectionId": ""})
    assert answer.status_code == 403


def test_a_tenant_that_does_not_answer_is_asked_again_by_whoever_sends_the_event(entra: EntraService) -> None:
    entra.down = True
    assert told(product_with(entra), entra.token()).status_code == 503


def test_the_settings_choose_the_tenant(entra: EntraService) -> None:
    given = {"signing_key": SIGNING_KEY, "event_authority": entra.authority, "event_audience": AUDIENCE}
    senders = ChosenAdapters(Settings.model_validate(given), utc_now).senders
    assert senders is not None
    assert senders.identify(entra.token(oid=WEB_PUBSUB)).object_id == WEB_PUBSUB
    assert ChosenAdapters(Settings.model_validate({"signing_key": SIGNING_KEY}), utc_now).senders is None


@pytest.mark.parametrize(
    ("given", "setting"),
    [
        ({"TALENTI_EVENT_AUTHORITY": "https://login.microsoftonline.com/t"}, "TALENTI_EVENT_AUDIENCE"),
        ({"TALENTI_EVENT_AUTHORITY": "http://login.example/t"}, "TALENTI_EVENT_AUTHORITY"),
    ],
)
def test_a_tenant_that_cannot_be_used_is_named(given: dict[str, str], setting: str) -> None:
    with pytest.raises(BadSetting, match=setting):
        Settings.read({"TALENTI_SIGNING_KEY": SIGNING_KEY, **given})
