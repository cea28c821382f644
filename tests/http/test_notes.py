"""Notes about candidates."""

from tests.tenant import Tenant


def test_a_note_is_kept_with_its_author_and_listed_newest_first(acme: Tenant) -> None:
    candidate_id = acme.candidate()["id"]
    colleague = acme.colleague("EMPLOYEE")
    first = acme.hr.ok("POST", f"/api/v1/candidates/{candidate_id}/notes", json={"content": "Strong in SQL."})
    second = colleague.ok("POST", f"/api/v1/candidates/{candidate_id}/notes", json={"content": "Asked good questions."})
    assert (first["author_id"], first["author_name"]) == (acme.hr.user["id"], "Hr of Acme")
    page = acme.hr.ok("GET", f"/api/v1/candidates/{candidate_id}/notes")
    assert (page["total"], [note["id"] for note in page["notes"]]) == (2, [second["id"], first["id"]])


def test_recruiters_clients_add_notes_in_their_own_words(acme: Tenant) -> None:
    candidate_id = acme.candidate()["id"]
    note = acme.hr.ok("POST", f"/api/candidates/{candidate_id}/add_note/", json={"content": "Good communication."})
    assert (note["candidate"], note["author"], note["author_name"], note["content"]) == (
        candidate_id,
        acme.hr.user["id"],
        "Hr of Acme",
        "Good communication.",
    )
    (listed,) = acme.hr.ok("GET", f"/api/v1/candidates/{candidate_id}/notes")["notes"]
    assert listed["id"] == note["_id"]


def test_only_its_author_takes_back_a_note(acme: Tenant) -> None:
    candidate_id, other_id = acme.candidate()["id"], acme.candidate()["id"]
    colleague = acme.colleague("HR")
    note = acme.hr.ok("POST", f"/api/v1/candidates/{candidate_id}/notes", json={"content": "To be taken back."})
    assert colleague.delete(f"/api/v1/candidates/{candidate_id}/notes/{note['id']}").status_code == 403
    assert acme.hr.delete(f"/api/v1/candidates/{other_id}/notes/{note['id']}").status_code == 404
    assert acme.hr.delete(f"/api/v1/candidates/{candidate_id}/notes/{note['id']}").status_code == 204
    assert acme.hr.ok("GET", f"/api/v1/candidates/{candidate_id}/notes")["notes"] == []


def test_clients_and_candidates_do_not_read_notes(acme: Tenant) -> None:
    candidate_id = acme.candidate()["id"]
    for stranger in (acme.colleague("CLIENT"), acme.interviewee()[0]):
        assert stranger.get(f"/api/v1/candidates/{candidate_id}/notes").status_code == 403


def test_notes_and_news_of_an_erased_candidate_are_gone(acme: Tenant) -> None:
    candidate_id = acme.candidate(first_name="Qwyxzel")["id"]
    acme.hr.ok("POST", f"/api/v1/candidates/{candidate_id}/notes", json={"content": "Qwyxzel knows Python."})
    acme.hr.ok("PUT", f"/api/candidates/{candidate_id}", json={"status": "SHORTLISTED"})
    acme.product.run_queue()
    acme.hr.ok("DELETE", f"/api/candidates/{candidate_id}")
    assert "Qwyxzel" not in acme.product.everything_kept()
