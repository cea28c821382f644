"""Companies."""

from datetime import timedelta

from tests.app import Product
from tests.http.examples import NOBODY
from tests.tenant import Tenant


def test_the_platform_lists_companies_newest_first_page_by_page(product: Product) -> None:
    admin = product.admin()
    for number in range(5):
        admin.ok("POST", "/api/v1/company", json={"name": f"C{number}", "email_domain": "Acme.Example"})
    first = admin.ok("GET", "/api/v1/companies?limit=2")
    assert [company["name"] for company in first["companies"]] == ["C4", "C3"]
    assert (first["total"], first["page"], first["page_size"]) == (5, 1, 2)
    second = admin.ok("GET", "/api/v1/companies", params={"limit": 2, "cursor": first["next_cursor"]})
    assert [company["name"] for company in second["companies"]] == ["C2", "C1"]
    third = admin.ok("GET", "/api/v1/companies?limit=2&skip=4")
    assert ([company["name"] for company in third["companies"]], third["next_cursor"]) == (["C0"], None)


def test_the_results_profile_links_pages_to_each_other(product: Product) -> None:
    admin = product.admin()
    for number in range(5):
        admin.ok("POST", "/api/v1/company", json={"name": f"C{number}", "email_domain": "acme.example"})
    names, url = [], "/api/v1/companies/?limit=2"
    while url:
        page = admin.ok("GET", url)
        assert page["count"] == 5
        names += [company["name"] for company in page["results"]]
        url = page["next"]
    assert names == ["C4", "C3", "C2", "C1", "C0"]
    assert admin.ok("GET", page["previous"])["results"][0]["name"] == "C2"


def test_what_is_not_sent_stays(product: Product) -> None:
    admin = product.admin()
    made = admin.ok("POST", "/api/v1/companies", json={"name": "One", "email_domain": "One.Example"})
    product.clock.turn(timedelta(minutes=1))
    changed = admin.ok("PUT", f"/api/v1/company/{made['id']}", json={"description": "Makes things.", "name": None})
    assert changed == {**made, "description": "Makes things.", "updated_at": "2026-01-31T12:01:00Z"}
    assert made["email_domain"] == "one.example"


def test_a_companys_users_see_their_own_company_and_no_other(acme: Tenant) -> None:
    other = Tenant(acme.product, "Other")
    assert acme.hr.ok("GET", f"/api/v1/companies/{acme.id}")["name"] == "Acme"
    assert acme.hr.get(f"/api/v1/companies/{other.id}").status_code == 404
    assert acme.hr.get("/api/v1/companies").status_code == 403
    assert acme.admin.get(f"/api/v1/companies/{NOBODY}").status_code == 404
