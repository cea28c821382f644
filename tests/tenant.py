"""A company in a test, with whom and what a test needs of it, all made through the front door."""

from itertools import count
from typing import Any

from tests.app import Client, Product

PASSWORD = "A-good-password-1"
_numbers = count(1)

THOROUGH = (
    "In my last project I owned the ordering service, written in Python with PostgreSQL. I measured first: I read the "
    "query plan with explain, added a composite index, and checked that writes did not become slower. Then I wrote "
    "tests, rolled it out behind a flag, and latency went down from 900 to 120 milliseconds. I explained the trade-off "
    "to the team, listened to their doubts, and we agreed to keep the statistics fresh every night."
)
"""An answer that says much about how somebody works."""
ANSWERS = (
    THOROUGH,
    (
        "When orders got lost between two services, I reproduced it with a small script, found that a retry wrote the "
        "row twice, and made the handler idempotent with a key. A week of logs showed no duplicate in 40,000 orders."
    ),
    (
        "A colleague wanted to rewrite everything in another language. We disagreed, so I proposed that we both test "
        "a prototype. It was faster, but nobody else could maintain it; we agreed on one module, and I learned from it."
    ),
    (
        "I took over the on-call rota when two people left. I wrote down every alarm of a month, removed the half that "
        "nobody acted on, and taught the juniors to handle the rest; nights with a call went from nine to two."
    ),
)
"""What one person says to one question after another. Saying the same again would count once."""
NO_MORE = "No, I have no questions. Thank you."


class Tenant:
    """One company with its first HR user signed in as `hr`."""

    def __init__(self, product: Product, name: str = "Acme") -> None:
        self.product = product
        self.name = name
        self.admin = product.admin()
        company = self.admin.ok("POST", "/api/v1/companies", json={"name": name, "email_domain": "acme.example"})
        self.id = str(company["id"])
        self.hr = self._confirmed("POST", f"/api/v1/register/user?company_id={self.id}", self.admin, "HR")

    def colleague(self, role: str, **fields: Any) -> Client:
        """Another user of the company, signed in."""
        if role == "CLIENT" and "client_id" not in fields:
            fields["client_id"] = self.client()["id"]
        return self._confirmed("POST", "/api/v1/users", self.hr, role, **fields)

    def client(self, **fields: Any) -> dict[str, Any]:
        """A customer of the company, if it is an agency."""
        return dict(self.hr.ok("POST", "/api/v1/clients", json={"name": f"A client of {self.name}"} | fields))

    def access_role(self, **fields: Any) -> dict[str, Any]:
        """An access role, that may do nothing where `fields` does not say what."""
        draft = {"name": new_email("role"), "permissions": []}
        return dict(self.hr.ok("POST", "/api/v1/access-roles", json=draft | fields))

    def job(self, **fields: Any) -> dict[str, Any]:
        """A job whose interview has two questions."""
        draft = {
            "title": "Backend engineer",
            "required_skills": ["Python", "PostgreSQL"],
            "interview_structure": {"question_count": 2, "max_minutes": 30},
        }
        return dict(self.hr.ok("POST", "/api/v1/jobs", json=draft | fields))

    def candidate(self, **fields: Any) -> dict[str, Any]:
        """A candidate with an address of their own."""
        draft = {"first_name": "Zofia", "last_name": "Nowak", "email": new_email("zofia")}
        return dict(self.hr.ok("POST", "/api/v1/candidates", json=draft | fields))

    def application(self, **fields: Any) -> dict[str, Any]:
        """An application of a new candidate for a new job, where `fields` does not name them."""
        draft = {"job_id": "", "candidate_id": ""} | fields
        draft["job_id"] = draft["job_id"] or self.job()["id"]
        draft["candidate_id"] = draft["candidate_id"] or self.candidate()["id"]
        return dict(self.hr.ok("POST", "/api/v1/applications", json=draft))

    def invitation(self, **fields: Any) -> dict[str, Any]:
        """An invitation for a new application, where `fields` does not name one."""
        draft = fields if "candidate_id" in fields or "application_id" in fields else self._for_new(fields)
        return dict(self.hr.ok("POST", "/api/v1/invitations", json=draft))

    def claimed(self, invitation: dict[str, Any], password: str = PASSWORD) -> Client:
        """The invited candidate, who has made their account by the mailed link and is signed in."""
        token = self.product.link_token(invitation["candidate_email"])
        client = self.product.client()
        return client.take(client.post("/api/v1/auth/claim-invite", json={"token": token, "password": password}))

    def interviewee(self, **job: Any) -> tuple[Client, str]:
        """A candidate who is signed in, and the id of their interview, which waits for them."""
        invitation = self.invitation(job_id=self.job(**job)["id"], candidate_id=self.candidate()["id"])
        return self.claimed(invitation), str(invitation["interview_id"])

    def completed_interview(self, answer: str | None = None) -> tuple[Client, str]:
        """A candidate and their interview, which was held to its end; its score is still queued."""
        invitation = self.invitation(job_id=self.job()["id"], candidate_id=self.candidate()["id"])
        return self.held(invitation, answer)

    def held(self, invitation: dict[str, Any], answer: str | None = None) -> tuple[Client, str]:
        """The candidate who was invited, and their interview, which was held to its end."""
        client = self.claimed(invitation)
        hold(client, invitation["interview_id"], answer)
        return client, str(invitation["interview_id"])

    def scored_interview(self, answer: str | None = None) -> tuple[Client, str]:
        """A candidate and their interview, which was held and scored."""
        client, interview_id = self.completed_interview(answer)
        self.product.run_queue()
        return client, interview_id

    def failed_task(self) -> str:
        """The id of a task that failed five times."""
        self.application()
        self.product.run_queue()
        _, _ = self.completed_interview()
        ((queue, body, _),) = self.product.queue.sent
        self.product.queue.sent.clear()
        self.product.give_up(queue, body)
        (task,) = self.hr.ok("GET", "/api/v1/tasks")["tasks"]
        return str(task["id"])

    def _for_new(self, fields: dict[str, Any]) -> dict[str, Any]:
        return {"application_id": self.application()["id"], **fields}

    def _confirmed(self, method: str, path: str, by: Client, role: str, **fields: Any) -> Client:
        email = new_email(role.lower())
        draft = {"name": f"{role.title()} of {self.name}", "email": email, "password": PASSWORD, "role": role}
        by.ok(method, path, json=draft | fields)
        token = self.product.link_token(email)
        self.product.client().ok("POST", "/api/v1/auth/verify-email", json={"token": token})
        return self.product.signed_in(email, PASSWORD)


def new_email(name: str) -> str:
    """An address that nobody has."""
    return f"{name}.{next(_numbers)}@mail.example"


def say(client: Client, interview_id: str, message: str | None = None, **fields: Any) -> dict[str, Any]:
    """Say the next thing in an interview; nothing said begins or resumes."""
    body = {"interview_id": interview_id, **({} if message is None else {"message": message}), **fields}
    return dict(client.ok("POST", "/api/v1/interview/chat", json=body))


def hold(client: Client, interview_id: str, answer: str | None = None) -> list[dict[str, Any]]:
    """Hold an interview to its end, always with this answer if there is one. Gives the replies."""
    replies = [say(client, interview_id)]
    while not replies[-1]["finished"]:
        asks = replies[-1]["turns"][-1]["cue"] == "invite_questions"
        says = answer or ANSWERS[len(replies) % len(ANSWERS)]
        replies.append(say(client, interview_id, NO_MORE if asks else says))
        assert len(replies) < 40, "the interview never ends"
    return replies
