"""Candidates: made by hand, listed, found, changed."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.tenant import Tenant, new_email


def names(acme: Tenant, **query: object) -> list[str]:
    page = acme.hr.ok("GET", "/api/v1/candidates", params=query)
    assert page["total"] == len(page["candidates"])
    return [candidate["first_name"] for candidate in page["candidates"]]


def test_a_candidate_is_read_as_they_were_made(acme: Tenant) -> None:
    made = acme.candidate(first_name="Łukasz", last_name="Żak", phone="+48 600 123 456", domain="Data")
    assert acme.hr.ok("GET", f"/api/v1/candidates/{made['id']}") == made
    assert (made["full_name"], made["status"], made["source"]) == ("Łukasz Żak", "applied", "manual")


def test_an_address_is_one_candidates_only_in_any_case_until_it_is_given_up(acme: Tenant) -> None:
    first = acme.candidate(email="Ada@mail.example")
    taken = acme.hr.post("/api/v1/candidates", json={"first_name": "A", "last_name": "B", "email": "ada@MAIL.example"})
    assert (taken.status_code, "email" in taken.json()["detail"]) == (409, True)
    acme.hr.ok("PATCH", f"/api/v1/candidates/{first['id']}", json={"email": "other@mail.example"})
    second = acme.candidate(email="ada@mail.example")
    answer = acme.hr.patch(f"/api/v1/candidates/{second['id']}", json={"email": "OTHER@mail.example"})
    assert answer.status_code == 409


def test_the_same_address_is_free_in_another_company(acme: Tenant) -> None:
    email = new_email("ada")
    acme.candidate(email=email)
    Tenant(acme.product, "Other").candidate(email=email)


def test_of_many_who_add_the_same_candidate_at_once_one_succeeds(acme: Tenant) -> None:
    body = {"first_name": "A", "last_name": "B", "email": new_email("ada")}

    def add(_: int) -> int:
        token = acme.hr.tokens["access_token"]
        return acme.product.client(token).post("/api/v1/candidates", json=body).status_code

    with ThreadPoolExecutor(4) as threads:
        statuses = sorted(threads.map(add, range(8)))
    assert statuses == [201] + [409] * 7
    assert names(acme) == ["A"]


def test_candidates_are_listed_by_status_and_domain(acme: Tenant) -> None:
    for name, domain, status in (("A", "Data", "screening"), ("B", "Data", "offer"), ("C", "Sales", "screening")):
        made = acme.candidate(first_name=name, domain=domain)
        acme.hr.ok("PATCH", f"/api/v1/candidates/{made['id']}", json={"status": status})
    assert names(acme) == ["C", "B", "A"]
    assert names(acme, status="screening") == ["C", "A"]
    assert names(acme, domain="data") == ["B", "A"]
    assert names(acme, domain="DATA", status="offer") == ["B"]
    assert names(acme, status="applied") == []


@pytest.mark.parametrize("word", ["SHORTLISTED", "Shortlisted", "screening", " screening "])
def test_a_stage_is_understood_in_each_contracts_words(acme: Tenant, word: str) -> None:
    made = acme.candidate()
    changed = acme.hr.ok("PATCH", f"/api/v1/candidates/{made['id']}", json={"status": word})
    assert changed["status"] == "screening"


def test_a_candidate_is_found_by_the_beginning_of_any_word(acme: Tenant) -> None:
    acme.candidate(first_name="Zoë", last_name="Ångström", email="zoe.a@mail.example", phone="+46 70 123 45 67")
    acme.candidate(first_name="Zoltan", last_name="Kiss", email="kiss@mail.example")
    acme.candidate(first_name="李", last_name="小龙", email="li@mail.example")
    assert sorted(names(acme, search="zo")) == ["Zoltan", "Zoë"]
    assert names(acme, search="ZOË") == ["Zoë"]
    assert names(acme, search="ång") == ["Zoë"]
    assert names(acme, search="kiss@mail") == ["Zoltan"]
    assert names(acme, search="+46") == ["Zoë"]
    assert names(acme, search="小") == ["李"]
    assert names(acme, search="iss") == []
    assert acme.hr.get("/api/v1/candidates?search=zo&status=offer").status_code == 422


@pytest.mark.parametrize("search", ["!", "%", "~", "' or 1=1", "\\", "/#?", "🙂", "a" * 100, "²", "-"])
def test_no_search_breaks_the_list(acme: Tenant, search: str) -> None:
    acme.candidate()
    assert names(acme, search=search) == []


def test_a_change_of_name_moves_the_candidate_in_the_search(acme: Tenant) -> None:
    made = acme.candidate(first_name="Ada", last_name="Byron")
    changed = acme.hr.ok("PATCH", f"/api/v1/candidates/{made['id']}", json={"last_name": "Lovelace"})
    assert changed["full_name"] == "Ada Lovelace"
    assert (names(acme, search="byron"), names(acme, search="love")) == ([], ["Ada"])


def test_of_two_who_change_a_candidate_at_once_none_is_overwritten_silently(acme: Tenant) -> None:
    made = acme.candidate()

    def change(number: int) -> int:
        client = acme.product.client(acme.hr.tokens["access_token"])
        body = {"domain": f"D{number}"}
        return client.patch(f"/api/v1/candidates/{made['id']}", json=body).status_code

    with ThreadPoolExecutor(4) as threads:
        statuses = list(threads.map(change, range(12)))
    events = acme.hr.ok("GET", "/api/v1/logs?action=UPDATE_CANDIDATE")["total"]
    assert set(statuses) <= {200, 409}
    assert events == statuses.count(200) >= 1


def test_walking_by_cursor_meets_everybody_once_while_others_come_and_go(acme: Tenant) -> None:
    made = [acme.candidate(first_name=f"N{number}")["id"] for number in range(7)]
    seen, cursor = [], None
    while True:
        query = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = acme.hr.ok("GET", "/api/v1/candidates", params=query)
        seen += [candidate["first_name"] for candidate in page["candidates"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
        acme.candidate(first_name="Late")
        if len(seen) == 4:
            acme.hr.ok("DELETE", f"/api/v1/candidates/{made[3]}")
    assert seen == ["N6", "N5", "N4", "N3", "N2", "N1", "N0"]


def test_the_results_profile_leads_on_by_cursor_where_the_page_was_found_by_cursor(acme: Tenant) -> None:
    made = [acme.candidate()["id"] for _ in range(5)]
    first = acme.hr.ok("GET", "/api/v1/candidates", params={"limit": 2})
    second = acme.hr.ok("GET", f"/api/v1/candidates/?limit=2&cursor={first['next_cursor']}")
    third = acme.hr.ok("GET", second["next"])
    seen = [item["id"] for item in first["candidates"]] + [
        item["_id"] for item in (*second["results"], *third["results"])
    ]
    assert seen == made[::-1]
    assert third["next"] is None


def test_a_name_is_one_line_whatever_a_spreadsheet_has(acme: Tenant) -> None:
    draft = {"email": new_email("line"), "first_name": "Ana\nMaria", "last_name": " de\r\n Souza "}
    made = acme.hr.ok("POST", "/api/v1/candidates", json=draft)
    assert (made["first_name"], made["full_name"]) == ("Ana Maria", "Ana Maria de Souza")
    blank = acme.hr.post("/api/v1/candidates", json={**draft, "first_name": "\n"})
    assert blank.json()["errors"][0]["field"] == "first_name"


@pytest.mark.parametrize(("years", "written"), [(5, '"experience_years":5,'), (2.5, '"experience_years":2.5,')])
def test_whole_years_are_written_as_integers(acme: Tenant, years: float, written: str) -> None:
    draft = {"email": new_email("years"), "first_name": "Ada", "last_name": "Moreau", "experience_years": years}
    assert written in acme.hr.post("/api/v1/candidates", json=draft).text
