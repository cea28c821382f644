"""What recruiters do in the browser: from a job's title to a decision about somebody."""

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.pages import arrive, inspect, press, sign_in
from tests.end_to_end.journey import Journey, Recruiter

pytestmark = [pytest.mark.azurite, pytest.mark.host, pytest.mark.browser]


@pytest.fixture
def hr(journey: Journey) -> Recruiter:
    """A recruiter of a company of their own."""
    return journey.recruiter()


@pytest.fixture
def page(hr: Recruiter, person: BrowserContext) -> Page:
    """The recruiter's window, at the start."""
    window = person.new_page()
    window.goto("/")
    sign_in(window, hr.email, hr.password)
    arrive(window, f"Welcome, {hr_name()}")
    return window


def hr_name() -> str:
    """The name of every recruiter of these tests."""
    return "Jana Nováková"


def stage(page: Page, name: str) -> Locator:
    """The column of a stage."""
    return page.locator("section", has=page.get_by_role("heading", name=name))


def test_an_interviewer_reads_and_plans_but_does_not_manage(
    journey: Journey, hr: Recruiter, person: BrowserContext
) -> None:
    job_id = hr.create_job()["id"]
    candidate = hr.add_candidate()
    hr.post("/api/v1/applications", {"job_id": job_id, "candidate_id": candidate["id"]})
    draft = {
        "name": "Petr Svoboda",
        "email": f"petr.{job_id}@ostrava.example",
        "password": hr.password,
        "role": "EMPLOYEE",
    }
    journey.admin.post("/api/v1/register/user", draft, company_id=hr.company_id)
    hr.post("/api/v1/auth/verify-email", {"token": hr.link_token(draft["email"])})
    page = person.new_page()
    page.goto("/jobs")
    sign_in(page, draft["email"], draft["password"])
    arrive(page, "Jobs")
    expect(page.get_by_label("A new job's title")).to_have_count(0)
    page.get_by_role("link", name="Senior Python Developer").click()
    inspect(page, "Senior Python Developer")
    expect(page.get_by_text("Move", exact=True)).to_have_count(0)
    expect(page.get_by_role("heading", name="Invite a candidate")).to_have_count(0)
    page.get_by_role("link", name="Ada Moreau").click()
    arrive(page, "Ada Moreau")
    expect(page.get_by_text("Plan a round with a person")).to_be_visible()
    expect(page.get_by_label("A CV")).to_have_count(0)


def test_a_job_is_written_from_its_title_and_somebody_is_invited(hr: Recruiter, page: Page) -> None:
    page.get_by_role("link", name="Jobs", exact=True).click()
    inspect(page, "Jobs")
    page.get_by_label("A new job's title").fill("Senior Python Developer")
    press(page, "Write the job")
    inspect(page, "Senior Python Developer")
    page.get_by_label("First name").fill("Ada")
    page.get_by_label("Last name").fill("Moreau")
    page.get_by_label("E-mail address").fill("not an address")
    press(page, "Invite to the interview")
    expect(page.get_by_label("E-mail address")).to_be_focused()
    page.get_by_label("E-mail address").fill("ada@mail.example")
    press(page, "Invite to the interview")
    expect(page.get_by_text("An invitation is on its way to ada@mail.example")).to_be_visible()
    expect(stage(page, "Applied (1)")).to_contain_text("Ada Moreau")
    assert hr.link_token("ada@mail.example")

    page.goto(f"/jobs/{hr.create_job(title='Data engineer')['id']}")
    page.get_by_label("First name").fill("Ada")
    page.get_by_label("Last name").fill("Moreau")
    page.get_by_label("E-mail address").fill("ADA@mail.example")
    press(page, "Invite to the interview")
    expect(stage(page, "Applied (1)")).to_contain_text("Ada Moreau")
    assert hr.get("/api/v1/candidates")["total"] == 1

    page.get_by_role("link", name="Invitations", exact=True).click()
    inspect(page, "Invitations")
    page.get_by_role("button", name="Take it back").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taken back")).to_be_visible()


def test_an_application_is_moved_and_a_rejection_needs_a_reason(hr: Recruiter, page: Page) -> None:
    job_id = hr.create_job()["id"]
    candidate = hr.add_candidate()
    hr.post("/api/v1/applications", {"job_id": job_id, "candidate_id": candidate["id"]})
    page.goto(f"/jobs/{job_id}")
    entry = stage(page, "Applied (1)").get_by_role("listitem")
    entry.locator("summary").press("Enter")
    entry.get_by_label("To the stage").select_option("Rejected")
    press(page, "Move")
    expect(entry.get_by_text("Reason: say why, for rejected.")).to_be_visible()
    entry.get_by_label("Reason").fill("No work permit, and none to be had.")
    inspect(page, "Senior Python Developer")
    press(page, "Move")
    expect(page.get_by_text("Ada Moreau is now in the stage Rejected.")).to_be_visible()
    expect(stage(page, "Rejected (1)").get_by_role("link", name="Ada Moreau")).to_be_focused()
    expect(stage(page, "Applied (0)")).to_be_visible()


def test_a_score_is_read_with_its_evidence_and_decided_otherwise(journey: Journey, hr: Recruiter, page: Page) -> None:
    candidate, interview_id = journey.candidate(hr, hr.create_job()["id"])
    candidate.talk_to_the_end(interview_id)
    score = hr.score(interview_id)
    page.get_by_role("link", name="Interviews", exact=True).click()
    arrive(page, "Interviews")
    page.get_by_role("link", name="Held", exact=True).click()
    inspect(page, "Interviews")
    page.get_by_role("link", name="Ada Moreau").click()
    inspect(page, "Ada Moreau")
    page.get_by_role("link", name="Read the score").click()
    inspect(page, "Score: Ada Moreau")
    quotes = [quote["text"] for one in score["dimensions"] for quote in one["quotes"]]
    expect(page.locator("blockquote")).to_have_text(quotes)
    with page.expect_download() as download:
        press(page, "Download as PDF")
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    press(page, "Make a link to it")
    link = page.get_by_label("Whoever has this link").input_value()
    press(page, "Close the link")
    expect(page.get_by_text("The link is closed.")).to_be_visible()

    page.get_by_label("Your recommendation").select_option("Maybe")
    press(page, "Keep my decision")
    expect(page.get_by_label("Why")).to_be_focused()
    page.get_by_label("Why").fill("A second look at the rewrite is needed.")
    press(page, "Keep my decision")
    expect(page.get_by_text("decided by a person")).to_be_visible()
    assert hr.get(f"/api/v1/interviews/{interview_id}/score")["override"]["recommendation"] == "maybe"
    page.goto(link)
    arrive(page, "This link is not valid any more")


def test_a_round_is_planned_booked_and_called_off(hr: Recruiter, page: Page) -> None:
    candidate = hr.add_candidate()
    hr.post("/api/v1/applications", {"job_id": hr.create_job()["id"], "candidate_id": candidate["id"]})
    page.goto("/candidates?search=ada")
    inspect(page, "Candidates")
    page.get_by_role("link", name="Ada Moreau").click()
    arrive(page, "Ada Moreau")
    page.get_by_text("Plan a round with a person").click()
    page.get_by_label("What it is called").fill("Meeting the team")
    page.get_by_label("A time", exact=True).fill("2027-03-01T10:00")
    page.get_by_label("Another time").fill("2027-03-02T14:30")
    inspect(page, "Ada Moreau")
    press(page, "Propose these times")
    expect(page.get_by_role("heading", name="Meeting the team: Senior Python Developer")).to_be_focused()
    assert hr.link_token(candidate["email"])
    press(page, "Book 2 March 2027, 14:30")
    expect(page.get_by_text("2 March 2027, 14:30, 60 minutes")).to_be_visible()
    inspect(page, "Ada Moreau")
    press(page, "Send the invitation")
    expect(page.get_by_text("To be held")).to_be_visible()
    press(page, "Call it off")
    page.get_by_role("dialog").get_by_role("button", name="Call it off").click()
    expect(page.get_by_text("Called off")).to_be_visible()


def test_a_candidates_cv_is_added_and_fetched(hr: Recruiter, page: Page) -> None:
    candidate = hr.add_candidate()
    page.goto(f"/candidates/{candidate['id']}")
    text = b"Ada Moreau\n\nSkills: Python, SQL\n\nExperience\nEngineer, Acme, 2019 - 2023\n"
    page.get_by_label("A CV").set_input_files({"name": "ada.txt", "mimeType": "text/plain", "buffer": text})
    press(page, "Upload")
    expect(page.get_by_text("Read", exact=True)).to_be_visible()
    with page.expect_download() as download:
        press(page, "Download")
    assert download.value.path().read_bytes() == text


def test_the_start_counts_what_there_is(hr: Recruiter, page: Page) -> None:
    expect(page.get_by_text("Nobody has applied yet.")).to_be_visible()
    job_id = hr.create_job()["id"]
    for _ in range(2):
        application = hr.post("/api/v1/applications", {"job_id": job_id, "candidate_id": hr.add_candidate()["id"]})
    hr.post(f"/api/v1/applications/{application['id']}/move", {"status": "interview"})
    page.reload()
    inspect(page, f"Welcome, {hr_name()}")
    expect(page.get_by_role("row", name="Applied")).to_contain_text("2 (100 %)")
    expect(page.get_by_role("row", name="Interview")).to_contain_text("1 (50 %)")
