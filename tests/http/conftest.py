"""Fixtures for tests of the whole call."""

import pytest

from tests.app import Product
from tests.tenant import Tenant


@pytest.fixture
def product() -> Product:
    return Product()


@pytest.fixture
def acme(product: Product) -> Tenant:
    """A company of this test's own."""
    return Tenant(product)
