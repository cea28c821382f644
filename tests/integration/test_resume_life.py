"""A CV from its upload to its end, as its candidate and as HR, on real storage with real links."""

from collections.abc import Iterator

import httpx
import pytest

from tests.azurite import StorageEmulator
from tests.integration.stored_product import StoredProduct
from tests.tenant import Tenant

pytestmark = pytest.mark.azurite

RESUMES = "/api/v1/resumes"
CV = b"Zofia Nowak\n\nSkills: Python\n\nExperience\nEngineer, Acme, 2019 - 2023\n"


@pytest.fixture
def acme(azurite: StorageEmulator) -> Iterator[Tenant]:
    product = StoredProduct(azurite.new_account(), [])
    yield Tenant(product)
    product.close()


@pytest.mark.parametrize("role", ["candidate", "hr"])
def test_a_cv_is_uploaded_read_fetched_replaced_and_deleted(acme: Tenant, role: str) -> None:
    candidate, _ = acme.interviewee()
    client = candidate if role == "candidate" else acme.hr
    form = {"candidate_id": candidate.user["candidate_id"]}
    made = client.ok("POST", RESUMES, files={"file": ("Zoë 履歴書.txt", CV)}, data=form)
    path = f"{RESUMES}/{made['id']}"
    assert made["parsing_status"] == "pending"
    acme.product.land_files()
    assert client.ok("GET", path)["parsing_status"] == "completed"
    assert [one["id"] for one in client.ok("GET", f"{RESUMES}/user")["data"]] == [made["id"]]
    first = client.ok("GET", f"{path}/download")
    got = httpx.get(first["download_url"])
    assert (got.content, first["expires_in_minutes"]) == (CV, 5)
    assert "filename*=UTF-8''Zo%C3%AB%20%E5%B1%A5%E6%AD%B4%E6%9B%B8.txt" in got.headers["content-disposition"]
    assert client.put(path, files={"file": ("new.txt", CV + b"\nKotlin\n")}).is_success
    acme.product.app.resumes.parse(acme.id, made["id"])
    assert httpx.get(client.ok("GET", f"{path}/download")["download_url"]).content == CV + b"\nKotlin\n"
    elsewhere = Tenant(acme.product, "Other")
    stranger, _ = acme.interviewee()
    for one in (elsewhere.hr, stranger):
        refused = [one.get(path), one.get(f"{path}/download"), one.put(path, json={"file_name": "x"}), one.delete(path)]
        assert [answer.status_code for answer in refused] == [404] * 4
    client.ok("DELETE", path)
    assert httpx.get(first["download_url"]).status_code == 404, "a link outlives no file"
    assert [client.get(path).status_code, client.get(f"{path}/download").status_code] == [404, 404]
    assert client.ok("GET", f"{RESUMES}/user")["data"] == []
    kept = acme.product.app.resumes.blobs
    assert kept.list_names("resumes", "") + kept.list_names("resume-texts", "") == []
