"""What a candidate's own client observes, with consent, and where it shows."""

from datetime import timedelta
from typing import Any

import pytest

from tests.app import Client
from tests.http.test_reports import export, text_of
from tests.http.test_socket import Socket
from tests.tenant import Tenant, hold, say

SEEN = {"consent": True, "seconds": 50, "face_in_frame": 45, "looking_away": 5, "more_than_one_face": 0, "speaking": 30}


def video_interview(acme: Tenant) -> tuple[Client, str]:
    """A candidate in their interview, which was planned with video analysis."""
    application = acme.application()
    invitation = acme.invitation(application_id=application["id"])
    client = acme.claimed(invitation)
    draft = {"application_id": application["id"], "enable_video_analysis": True}
    interview_id = acme.hr.ok("POST", "/api/v1/interviews", json=draft)["id"]
    say(client, interview_id)
    return client, interview_id


def observe(acme: Tenant, client: Client, interview_id: str, **changes: Any) -> int:
    acme.product.clock.turn(timedelta(seconds=50))
    url = f"/api/v1/interviews/{interview_id}/presence"
    return client.post(url, json=SEEN | changes).status_code


def test_what_was_observed_is_added_up_and_scores_nothing(acme: Tenant) -> None:
    client, interview_id = video_interview(acme)
    assert [observe(acme, client, interview_id) for _ in range(2)] == [204, 204]
    hold(client, interview_id)
    acme.product.run_queue()
    report = acme.hr.ok("GET", f"/api/v1/reports/{interview_id}")
    assert report["non_verbal_summary"] == (
        "Observed with consent for 1.7 minutes: 90% in frame, 10% looking away, 0% with more than one face, "
        "60% speaking. It never counts in a score."
    )
    shown = acme.hr.get(f"/api/interviews/{interview_id}/score/").json()
    assert (shown["engagement_score"], shown["engagement_reason"], shown["confidence_score"]) == (8, None, None)
    score = acme.hr.ok("GET", f"/api/v1/interviews/{interview_id}/score")
    assert score["sub_scores"]["engagement"] is None


def test_who_does_not_consent_is_not_shown_for_it_on_paper(acme: Tenant) -> None:
    client, interview_id = video_interview(acme)
    hold(client, interview_id)
    acme.product.run_queue()
    report = acme.hr.ok("GET", f"/api/v1/reports/{interview_id}")
    assert "not consented" in report["non_verbal_reason"]
    token = acme.hr.ok("POST", f"/api/v1/reports/{interview_id}/share")["share_token"]
    outside = acme.product.client().ok("GET", "/api/v1/shared-reports", params={"token": token})
    assert (outside["non_verbal_summary"], outside["non_verbal_reason"]) == (None, None)
    printed = text_of(export(acme.hr, interview_id))
    assert not [word for word in ("Presence", "consent", "observed") if word in printed]


def test_nothing_is_observed_before_the_interview_begins(acme: Tenant) -> None:
    application = acme.application()
    client = acme.claimed(acme.invitation(application_id=application["id"]))
    draft = {"application_id": application["id"], "enable_video_analysis": True}
    interview_id = acme.hr.ok("POST", "/api/v1/interviews", json=draft)["id"]
    refused = client.post(f"/api/v1/interviews/{interview_id}/presence", json=SEEN)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_in_progress")


def test_nothing_is_kept_without_consent_and_all_is_forgotten_when_it_is_withdrawn(acme: Tenant) -> None:
    client, interview_id = video_interview(acme)
    observe(acme, client, interview_id)
    observe(acme, client, interview_id)
    assert observe(acme, client, interview_id, consent=False) == 204
    hold(client, interview_id)
    acme.product.run_queue()
    report = acme.hr.ok("GET", f"/api/v1/reports/{interview_id}")
    assert report["non_verbal_summary"] is None
    assert "has not consented" in report["non_verbal_reason"]


def test_what_a_browser_cannot_observe_is_not_said_to_have_been_nothing(acme: Tenant) -> None:
    client, interview_id = video_interview(acme)
    unseen = dict.fromkeys(("face_in_frame", "looking_away", "more_than_one_face"))
    assert [observe(acme, client, interview_id, **unseen) for _ in range(2)] == [204, 204]
    hold(client, interview_id)
    acme.product.run_queue()
    report = acme.hr.ok("GET", f"/api/v1/reports/{interview_id}")
    assert report["non_verbal_summary"] == (
        "Observed with consent for 1.7 minutes: 60% speaking. It never counts in a score."
    )
    shown = acme.hr.get(f"/api/interviews/{interview_id}/score/").json()
    assert shown["engagement_score"] is None
    assert "cannot tell where somebody looks" in shown["engagement_reason"]
    observed = acme.hr.get(f"/api/interviews/{interview_id}/").json()["body_language_analysis"]
    assert (observed["speaking_share"], observed["face_in_frame_share"]) == (0.6, None)


@pytest.mark.parametrize(
    ("changes", "status"), [({"speaking": 51}, 422), ({"seconds": 61}, 422), ({"seconds": -1}, 422)]
)
def test_what_cannot_be_is_refused(acme: Tenant, changes: dict[str, int], status: int) -> None:
    client, interview_id = video_interview(acme)
    assert observe(acme, client, interview_id, **changes) == status


def test_more_time_than_has_passed_is_refused(acme: Tenant) -> None:
    client, interview_id = video_interview(acme)
    url = f"/api/v1/interviews/{interview_id}/presence"
    assert [client.post(url, json=SEEN).status_code for _ in range(3)] == [204, 409, 409]


def test_an_interview_planned_without_it_observes_nobody(acme: Tenant) -> None:
    client, interview_id = acme.interviewee()
    say(client, interview_id)
    assert observe(acme, client, interview_id) == 403
    assert acme.hr.post(f"/api/v1/interviews/{interview_id}/presence", json=SEEN).status_code == 403


def test_the_live_socket_takes_it_too(acme: Tenant) -> None:
    client, interview_id = video_interview(acme)
    socket = Socket(acme.product)
    socket.connect(interview_id, client.tokens["access_token"])
    for _ in range(2):
        acme.product.clock.turn(timedelta(seconds=50))
        assert socket.say(type="presence", **SEEN) == []
    (refused,) = socket.say(type="presence", **{**SEEN, "speaking": 51})
    assert (refused["type"], refused["code"]) == ("error", "invalid")
    hold(client, interview_id)
    acme.product.run_queue()
    assert "90% in frame" in acme.hr.ok("GET", f"/api/v1/reports/{interview_id}")["non_verbal_summary"]
