"""What people do with the product, step by step, over HTTP and sockets as any client would."""

import json
import mimetypes
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import httpx
from websockets.sync.client import ClientConnection, connect

PATIENCE_S = 30.0
ADMINISTRATOR = ("admin@talenti.example", "Talenti-admin-1!")
CVS = Path(__file__).resolve().parents[1] / "cvs"

Json = dict[str, Any]

ANSWERS = (
    "At my last company I designed a Python service on Azure. I owned it, and measured how its latency fell by 40%.",
    "I read the query plan first. A missing index made it scan two million rows, so I added one and measured again.",
    "We disagreed about a rewrite. I wrote down both options with their trade-offs, and we decided together.",
    "I don't know.",
    "I would reproduce it, bisect, and tell the customer in plain words what happened and what we changed.",
    "No questions, thank you.",
)
"""What an able candidate says, again and again."""
PLAIN = {"Accept": 'application/json; profile="plain"'}
"""What the product's own web app asks for."""


def wait_for(look: Callable[[], Any], what: str) -> Any:
    """What `look` gives as soon as it is true."""
    deadline = time.monotonic() + PATIENCE_S
    while not (found := look()):
        assert time.monotonic() < deadline, f"{what} did not happen within {PATIENCE_S:.0f} s"
        time.sleep(0.05)
    return found


@dataclass
class Guest:
    """Somebody with an HTTP client; with a token once they are signed in."""

    http: httpx.Client
    token: str = ""

    def send(self, method: str, path: str, *, headers: dict[str, str] | None = None, **content: Any) -> httpx.Response:
        """The answer, whatever it is."""
        signed_in = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return self.http.request(method, path, headers={**signed_in, **(headers or {})}, **content)

    def get(self, path: str, **query: Any) -> Json:
        """What is there."""
        return _content(self.send("GET", path, params=query, headers=PLAIN))

    def post(self, path: str, body: object = None, **query: Any) -> Json:
        """Do something that has to work."""
        return _content(self.send("POST", path, json=body, params=query, headers=PLAIN))

    def refused(self, method: str, path: str, **content: Any) -> tuple[int, str]:
        """Status and code of a refusal."""
        answer = self.send(method, path, **content)
        assert answer.status_code >= 400, answer.text
        return answer.status_code, answer.json()["code"]

    def mails(self, to: str) -> list[Json]:
        """The mails of an address, newest first."""
        found: list[Json] = self.get("/_local/mail", to=to)["messages"]
        return found

    def link_token(self, to: str, nth: int = 1) -> str:
        """The token of the link in the newest mail, as soon as there are so many."""
        mails = wait_for(lambda: len(found := self.mails(to)) >= nth and found, f"mail {nth} to {to}")
        return str(mails[0]["links"][0].split("token=")[1])

    def sign_in(self, email: str, password: str) -> Json:
        """Sign in; the tokens."""
        tokens = self.post("/api/v1/auth/login", {"email": email, "password": password})
        self.token = tokens["access_token"]
        return tokens


@dataclass
class Candidate(Guest):
    """A candidate with an account."""

    id: str = ""
    email: str = ""
    password: str = ""

    def chat(self, interview_id: str, message: str | None = None, **more: Any) -> Json:
        """Say something, or begin or resume; the interviewer's answer."""
        said = {} if message is None else {"message": message}
        return self.post("/api/v1/interview/chat", {"interview_id": interview_id, **said, **more})

    def transcript(self, interview_id: str) -> list[Json]:
        """The turns so far."""
        turns: list[Json] = self.get(f"/api/v1/interviews/{interview_id}/transcripts")["transcripts"]
        return turns

    def talk_to_the_end(self, interview_id: str) -> Json:
        """Take the interview, or the rest of it, in the chat; the last answer."""
        reply = self.chat(interview_id)
        for number in range(60):
            if reply["finished"]:
                return reply
            reply = self.chat(
                interview_id, ANSWERS[number % len(ANSWERS)], message_id=uuid4().hex, after=reply["sequence"]
            )
        raise AssertionError("the interview has no end")

    @contextmanager
    def room(self, interview_id: str) -> Iterator["Room"]:
        """The live socket of an interview, as one open window."""
        address = str(self.http.base_url).replace("http", "ws", 1).rstrip("/")
        with connect(f"{address}/ws/interview/{interview_id}/?token={self.token}") as socket:
            yield Room(socket)


@dataclass
class Room:
    """A window on the live socket."""

    socket: ClientConnection

    def say(self, type_: str, **fields: Any) -> None:
        """Send one of the documented messages."""
        self.socket.send(json.dumps({"type": type_, **fields}))

    def hear(self, type_: str) -> Json:
        """The next frame, which must be of this type."""
        frame: Json = json.loads(self.socket.recv(timeout=PATIENCE_S))
        assert frame["type"] == type_, frame
        return frame

    def hear_exchange(self) -> tuple[Json, Json]:
        """The next two frames: the candidate's turn, and the interviewer's."""
        theirs, ours = self.hear("message"), self.hear("message")
        assert (theirs["sender"], ours["sender"]) == ("candidate", "ai")
        return theirs, ours


@dataclass
class Recruiter(Guest):
    """An HR user of a company."""

    id: str = ""
    email: str = ""
    password: str = ""
    company_id: str = ""

    def create_job(self, **changes: Any) -> Json:
        """An opening for a developer with a weighted rubric and a short interview."""
        rubric = {
            "dimensions": [
                {"key": "technical_skills", "name": "Technical skills", "weight": 60},
                {"key": "communication", "name": "Communication", "weight": 40},
            ]
        }
        draft = {
            "title": "Senior Python Developer",
            "required_skills": ["Python", "SQL", "Azure"],
            "experience_level": "senior",
            "description": "Build services that people rely on.",
            "rubric": rubric,
            "interview_structure": {"question_count": 3, "max_minutes": 30},
        }
        return self.post("/api/v1/jobs", {**draft, **changes})

    def upload(self, name: str, data: bytes, **fields: str) -> Json:
        """Upload a CV through the API; the resume as it was taken in."""
        file = (name, data, mimetypes.guess_type(name)[0] or "application/octet-stream")
        answer = self.send(
            "POST",
            "/api/v1/resumes/upload",
            files={"file": file},
            data=fields,
            headers={"Accept": 'application/json; profile="plain"'},
        )
        return _content(answer)

    def put_to_storage(self, name: str, data: bytes, **fields: str) -> str:
        """Upload a CV straight to storage; the resume's id."""
        target = self.post("/api/storage/upload-url", {"file_name": name, **fields})
        answer = httpx.put(target["upload_url"], content=data, headers={"x-ms-blob-type": "BlockBlob"})
        assert answer.status_code == 201, answer.text
        return str(target["file_id"])

    def parsed(self, resume_id: str) -> Json:
        """A resume, as soon as it was read or given up."""

        def look() -> Json | None:
            resume = self.get(f"/api/v1/resumes/{resume_id}")
            return resume if resume["parsing_status"] in {"completed", "failed"} else None

        found: Json = wait_for(look, f"the reading of resume {resume_id}")
        return found

    def add_candidate(self, **changes: Any) -> Json:
        """A candidate made by hand, at an address of their own."""
        draft = {"email": f"ada.{uuid4().hex[:12]}@example.org", "first_name": "Ada", "last_name": "Moreau"}
        return self.post("/api/v1/candidates", {**draft, **changes})

    def invite(self, **draft: Any) -> Json:
        """Invite a candidate."""
        return self.post("/api/invitations", draft)

    def score(self, interview_id: str) -> Json:
        """The score of an interview, as soon as it is there."""

        def look() -> Json | None:
            answer = self.send("GET", f"/api/v1/interviews/{interview_id}/score")
            return answer.json() if answer.status_code == 200 else None

        found: Json = wait_for(look, f"the score of interview {interview_id}")
        return found


@dataclass
class Journey:
    """The platform's administrator, and through them everybody else."""

    admin: Guest

    @classmethod
    @contextmanager
    def begin(cls, url: str) -> Iterator[Self]:
        """The administrator signs in."""
        with httpx.Client(base_url=url, timeout=PATIENCE_S) as http:
            admin = Guest(http)
            admin.sign_in(*ADMINISTRATOR)
            yield cls(admin)

    def guest(self) -> Guest:
        """Somebody who is not signed in."""
        return Guest(self.admin.http)

    def create_company(self) -> Json:
        """A new company."""
        draft = {"name": f"Ostrava Works {uuid4().hex[:6]}", "email_domain": "ostrava.example", "description": "Tools"}
        return self.admin.post("/api/v1/company", draft)

    def register(self, company_id: str) -> Recruiter:
        """A company's HR user, who has not yet confirmed the address."""
        email, password = f"hr.{uuid4().hex[:12]}@ostrava.example", "SecurePass123!@"
        draft = {"name": "Jana Nováková", "email": email, "password": password, "role": "HR", "department": "People"}
        user = self.admin.post("/api/v1/register/user", draft, company_id=company_id)
        return Recruiter(self.admin.http, id=user["id"], email=email, password=password, company_id=company_id)

    def recruiter(self) -> Recruiter:
        """An HR user of a new company, verified by the mailed link and signed in."""
        recruiter = self.register(self.create_company()["id"])
        recruiter.post("/api/v1/auth/verify-email", {"token": recruiter.link_token(recruiter.email)})
        recruiter.sign_in(recruiter.email, recruiter.password)
        return recruiter

    def candidate(self, recruiter: Recruiter, job_id: str, **person: Any) -> tuple[Candidate, str]:
        """A candidate who was invited for the job, claimed the account and signed in; and their interview's id."""
        added = recruiter.add_candidate(**person)
        invitation = recruiter.invite(candidate_id=added["id"], job_id=job_id)
        candidate = self.claim(added["email"], "candidate-pass-1")
        candidate.id = added["id"]
        return candidate, invitation["interview_id"]

    def claim(self, email: str, password: str) -> Candidate:
        """The account of an invited address, claimed with the mailed link, and signed in."""
        candidate = Candidate(self.admin.http, email=email, password=password)
        candidate.post("/api/v1/auth/claim-invite", {"token": candidate.link_token(email), "password": password})
        candidate.sign_in(email, password)
        return candidate


def cv(name: str) -> bytes:
    """One of the real CV files."""
    return (CVS / name).read_bytes()


def _content(answer: httpx.Response) -> Json:
    request = answer.request
    assert answer.is_success, f"{request.method} {request.url.path}: {answer.status_code} {answer.text}"
    return answer.json() if answer.content else {}
