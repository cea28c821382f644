"""What sign-ins leave behind goes by itself."""

from datetime import timedelta

from tests.app import Product
from tests.tenant import Tenant


def test_expired_sessions_and_links_are_dropped_and_live_ones_stay(product: Product, acme: Tenant) -> None:
    email = str(acme.hr.user["email"])
    product.client().post("/api/v1/auth/forgot-password", json={"email": email})
    product.clock.turn(timedelta(days=9))
    acme.hr.sign_in(email, "A-good-password-1")

    product.app.housekeeping.tidy_accounts()

    assert sum(key.startswith("e!session!") for key in product.rows_of(f"sessions-{acme.hr.user['id']}")) == 1
    assert acme.hr.get("/api/v1/users/me").status_code == 200
    assert not [row for row in product.table.rows() if row.partition.startswith("account-") and "token" in row.key]
