"""The process that runs the functions dies at random moments, in the middle of everybody's work.

Clients do what good clients do: they send again what was not answered, under the same name. What must hold then:
everything that was accepted is there once, what was queued is done, and nobody gets a mail twice.
"""

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidMessage

from tests.azurite import StorageEmulator
from tests.end_to_end.conftest import GENEROUS
from tests.end_to_end.journey import ANSWERS, PLAIN, Candidate, Guest, Journey, Json, Recruiter, Room, wait_for
from tests.end_to_end.local_host import LocalHost, running_host

pytestmark = [pytest.mark.azurite, pytest.mark.host]

SEED = 20260131
KILLS = 10
LONGEST_LIFE_S = 2.5
RETRY_PAUSE_S = 0.1
PATIENCE_S = 60.0

IMPATIENT = {"TALENTI_TASK_LOST_AFTER_S": "1", "TALENTI_REQUEST_LOST_AFTER_S": "1"}
"""What counts as lost after minutes otherwise."""

CV = """{name}
{email}
+44 113 496 0123

Experience
Developer, Northwind Ltd, January 2020 to present
- Built services in Python and PostgreSQL

Education
University of Leeds, Bachelor of Science, 2016 to 2019

Skills: Python, PostgreSQL, Docker
"""


@pytest.fixture(scope="module")
def host(azurite: StorageEmulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHost]:
    """The functions' process alone, so that the test starts it again itself."""
    folder = tmp_path_factory.mktemp("killed")
    with running_host(folder, azurite.new_account(), "devhost.worker", **GENEROUS, **IMPATIENT) as running:
        yield running


@pytest.fixture(scope="module")
def journey(host: LocalHost) -> Iterator[Journey]:
    """The way in to that host."""
    with Journey.begin(host.url) as begun:
        yield begun


def insist(who: Guest, method: str, path: str, **request: Any) -> Json:
    """The answer to a request that is sent until it is answered, as a client does that was cut off."""
    deadline = time.monotonic() + PATIENCE_S
    headers = {**PLAIN, **request.pop("headers", {})}
    while time.monotonic() < deadline:
        try:
            answer = who.send(method, path, headers=headers, **request)
        except httpx.TransportError:
            time.sleep(RETRY_PAUSE_S)
            continue
        if answer.status_code == 409 and answer.json()["code"] == "in_progress":
            time.sleep(RETRY_PAUSE_S)
            continue
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        content: Json = answer.json()
        return content
    raise AssertionError(f"{method} {path} was not answered within {PATIENCE_S:.0f} s")


def once(who: Guest, path: str, body: object = None, **request: Any) -> Json:
    """The answer to a POST that has one effect, however often it is sent."""
    return insist(who, "POST", path, json=body, headers={"Idempotency-Key": uuid4().hex}, **request)


@dataclass
class Accepted:
    """What clients were told is done."""

    messages: dict[str, list[str]] = field(default_factory=dict)
    """The names of the messages of each interview that was finished."""
    resumes: dict[str, str] = field(default_factory=dict)
    """Resume by the address in it."""
    invitations: dict[str, str] = field(default_factory=dict)
    """Invitation by address."""


@dataclass
class Company:
    """A recruiter and two candidates who work until they are told to stop, and then finish what they do."""

    hr: Recruiter
    candidate: Candidate
    talker: Candidate
    job_id: str
    stopping: threading.Event
    accepted: Accepted = field(default_factory=Accepted)

    def take_interviews(self) -> None:
        """The candidate takes one interview after another, in the chat."""
        while not self.stopping.is_set():
            interview_id = self._plan(self.candidate)
            self.accepted.messages[interview_id] = self._take(interview_id)

    def talk_live(self) -> None:
        """The other candidate takes one interview after another, by the live socket."""
        while not self.stopping.is_set():
            interview_id = self._plan(self.talker)
            names: list[str] = []
            while insist(self.talker, "GET", f"/api/v1/interviews/{interview_id}")["status"] != "completed":
                try:
                    with self.talker.room(interview_id) as room:
                        self._talk(room, interview_id, names)
                except (ConnectionClosed, InvalidMessage, OSError):
                    time.sleep(RETRY_PAUSE_S)
            self.accepted.messages[interview_id] = names

    def _talk(self, room: Room, interview_id: str, names: list[str]) -> None:
        """Go on where the interview is, until it ends or the connection does."""
        room.say("start_interview")
        sequence = room.hear("interview_started")["sequence"]
        turns = insist(self.talker, "GET", f"/api/v1/interviews/{interview_id}/transcripts")["transcripts"]
        while sequence < len(turns):
            sequence = room.hear("message")["sequence"]
        heard = {turn["message_id"] for turn in turns}
        while insist(self.talker, "GET", f"/api/v1/interviews/{interview_id}")["status"] != "completed":
            if not names or names[-1] in heard:
                names.append(uuid4().hex)
            answer = ANSWERS[len(names) % len(ANSWERS)]
            room.say("candidate_message", content=answer, message_id=names[-1], after=sequence)
            _, ours = room.hear_exchange()
            heard.add(names[-1])
            sequence = ours["sequence"]

    def _plan(self, candidate: Candidate) -> str:
        body = {"candidate_id": candidate.id, "job_id": self.job_id}
        return str(once(self.hr, "/api/v1/interviews", body)["id"])

    def _take(self, interview_id: str) -> list[str]:
        chat = "/api/v1/interview/chat"
        reply = insist(self.candidate, "POST", chat, json={"interview_id": interview_id})
        names: list[str] = []
        while not reply["finished"]:
            names.append(uuid4().hex)
            said = {"message": ANSWERS[len(names) % len(ANSWERS)], "message_id": names[-1], "after": reply["sequence"]}
            reply = insist(self.candidate, "POST", chat, json={"interview_id": interview_id, **said})
        return names

    def upload_cvs(self) -> None:
        """The recruiter uploads one CV after another."""
        while not self.stopping.is_set():
            email = f"cv.{uuid4().hex[:12]}@example.org"
            data = CV.format(name="Noor Haddad", email=email).encode()
            resume = insist(
                self.hr,
                "POST",
                "/api/v1/resumes",
                files={"file": ("cv.txt", data, "text/plain")},
                data={"job_id": self.job_id},
                headers={"Idempotency-Key": uuid4().hex},
            )
            self.accepted.resumes[email] = resume["id"]

    def invite(self) -> None:
        """The recruiter invites one new person after another."""
        while not self.stopping.is_set():
            email = f"invited.{uuid4().hex[:12]}@example.org"
            person = {"email": email, "first_name": "Sam", "last_name": "Okoro"}
            added = once(self.hr, "/api/v1/candidates", person)
            draft = {"candidate_id": added["id"], "job_id": self.job_id}
            self.accepted.invitations[email] = once(self.hr, "/api/v1/invitations", draft)["id"]


def test_what_was_accepted_is_there_once_however_often_the_process_is_killed(host: LocalHost, journey: Journey) -> None:
    hr = journey.recruiter()
    job_id = hr.create_job(interview_structure={"question_count": 2, "max_minutes": 30})["id"]
    candidate, talker = (journey.candidate(hr, job_id)[0] for _ in range(2))
    company = Company(hr, candidate, talker, job_id, threading.Event())
    chance = random.Random(SEED)
    work = [company.take_interviews, company.talk_live, company.upload_cvs, company.invite]
    with ThreadPoolExecutor(len(work)) as people:
        busy = [people.submit(one) for one in work]
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.05, LONGEST_LIFE_S))
            host.kill()
            host.start()
        company.stopping.set()
        for one in busy:
            one.result()
    _finish_what_is_queued(hr)
    accepted = company.accepted
    assert accepted.messages
    assert accepted.resumes
    assert accepted.invitations
    _check_interviews(hr, accepted)
    _check_resumes(hr, accepted)
    _check_mails(hr, accepted)
    _check_counts(hr)


def _finish_what_is_queued(hr: Recruiter) -> None:
    """Wait until nothing is queued; the timers run more often than every minute."""

    def done() -> bool:
        hr.send("POST", "/admin/functions/sweep_tasks", json={})
        time.sleep(0.5)
        waiting = hr.get("/api/v1/tasks", status="queued")["total"]
        unread = hr.get("/api/v1/resumes", parsing_status="pending")["total"]
        return bool(waiting + unread == 0)

    wait_for(done, "the end of all work")
    assert hr.get("/api/v1/tasks")["tasks"] == []


def _check_interviews(hr: Recruiter, accepted: Accepted) -> None:
    for interview_id, names in accepted.messages.items():
        turns = hr.get(f"/api/v1/interviews/{interview_id}/transcripts")["transcripts"]
        assert [turn["sequence"] for turn in turns] == list(range(1, len(turns) + 1))
        assert [turn["message_id"] for turn in turns if turn["speaker"] == "candidate"] == names
        assert hr.score(interview_id)["status"] in {"scored", "insufficient_evidence"}
    held = {one["id"] for one in everything(hr, "interviews") if one["status"] != "scheduled"}
    assert held == set(accepted.messages)
    planned = len(everything(hr, "interviews")) - len(held)
    assert planned == len(everything(hr, "invitations")), "each invitation planned one"
    scored = [event["changes"]["interview_id"] for event in everything(hr, "logs", action="SCORE_INTERVIEW")]
    assert sorted(scored) == sorted(accepted.messages), "each was scored once"


def _check_resumes(hr: Recruiter, accepted: Accepted) -> None:
    resumes = {one["id"]: one for one in everything(hr, "resumes")}
    assert set(resumes) == set(accepted.resumes.values())
    people = everything(hr, "candidates")
    by_email = {one["email"]: one["id"] for one in people}
    assert len(by_email) == len(people)
    for email, resume_id in accepted.resumes.items():
        assert resumes[resume_id]["parsing_status"] == "completed"
        assert resumes[resume_id]["candidate_id"] == by_email[email]
    read = [event["resource_id"] for event in everything(hr, "logs", action="PARSE_RESUME")]
    assert sorted(read) == sorted(resumes), "each was read once"
    pairs = [(one["job_id"], one["candidate_id"]) for one in everything(hr, "applications")]
    assert len(pairs) == len(set(pairs)) == len(people)


def _check_mails(hr: Recruiter, accepted: Accepted) -> None:
    invitations = {one["candidate_email"]: one["id"] for one in everything(hr, "invitations")}
    assert accepted.invitations.items() <= invitations.items()
    assert len(invitations) == len(everything(hr, "invitations"))
    mails = [mail["to"] for mail in hr.get("/_local/mail")["messages"]]
    assert sorted(mails) == sorted([*invitations, hr.email]), "everybody got one mail"


def _check_counts(hr: Recruiter) -> None:
    for listed in ("candidates", "applications", "interviews", "invitations", "resumes", "logs"):
        assert hr.get(f"/api/v1/{listed}")["total"] == len(everything(hr, listed)), listed


def everything(hr: Recruiter, listed: str, **query: Any) -> list[Json]:
    """All items of a list."""
    items: list[Json] = []
    cursor: dict[str, str] = {}
    while True:
        page = hr.get(f"/api/v1/{listed}", limit=100, **query, **cursor)
        items += page[listed]
        if page["next_cursor"] is None:
            return items
        cursor = {"cursor": page["next_cursor"]}
