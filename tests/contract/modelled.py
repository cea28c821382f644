"""The intelligence adapters, alone or with a model in front of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from shared.bootstrap import ChosenAdapters
from shared.core.settings import Settings
from shared.ports.adapters import Adapters
from tests.app import SIGNING_KEY, Product
from tests.contract.openai_service import Answerer, openai_service

PRICES: dict[str, Any] = {
    "version": "2026-11",
    "currency": "EUR",
    "deployments": {"small": {"input": 150_000, "output": 600_000}},
}
PORTS = ("interviewer", "planner", "scorer", "parser", "extractor", "writer")


def settings_for(address: str, **settings: Any) -> dict[str, Any]:
    """Settings of a deployment that has a model at this address."""
    known = {"azure_openai_endpoint": address, "azure_openai_key": "key", "azure_openai_deployment": "small"}
    times = {"model_turn_timeout_s": 5, "model_request_timeout_s": 5, "model_background_timeout_s": 5}
    return {"signing_key": SIGNING_KEY, "model_prices": PRICES, **known, **times, **settings}


@contextmanager
def adapters_with_model(answer: Answerer) -> Iterator[Adapters]:
    """All adapters, those of the model in front of the embedded ones."""
    with openai_service(answer) as address:
        settings = Settings.model_validate(settings_for(address))
        settings.check()
        yield ChosenAdapters(settings, Product().clock)


@contextmanager
def product_with_model(answer: Answerer, **settings: Any) -> Iterator[Product]:
    """The product of a deployment whose model answers so."""
    with openai_service(answer) as address:
        product = Product(**settings_for(address, **settings))
        use_model(product)
        yield product


def use_model(product: Product) -> None:
    """Go on as the deployment that the product's settings describe."""
    product.settings.check()
    modelled = ChosenAdapters(product.settings, product.clock)
    product.replace(**{port: getattr(modelled, port) for port in PORTS})
