"""The demo data: what it promises, once, however often it is told and wherever it was interrupted."""

from collections import Counter
from dataclasses import dataclass

import pytest

from devhost.demo.seeding import Seeding
from devhost.demo.story import Story, read_story
from shared.applications.models import ApplicationQuery
from shared.audit.models import AuditQuery
from shared.candidates.models import CANDIDATE, Stage
from shared.core.page import PageQuery
from shared.identity.models import Credentials
from shared.interviews.models import INTERVIEW, InterviewQuery, InterviewStatus, InterviewView, ScoringStatus
from shared.scheduling.models import RoundQuery
from shared.scoring.models import Score
from tests.app import Product
from tests.faults import Crash, Fault

COUNTED = (
    "candidate.status",
    "application.status",
    "interview.status",
    "invitation.status",
    "job.all",
    "user.role",
)


class Demo:
    """The product in memory, and the demo for it."""

    def __init__(self) -> None:
        self.product = Product()
        self.app = self.product.app
        self.today = self.product.clock.time
        self.story: Story = read_story()

    def tell(self) -> tuple[Seeding, Counter[str]]:
        """Tell the story. Gives the seeding, for its people, and what was new."""
        seeding = Seeding(self.app, self.product.clock, self.story, self.today)
        return seeding, seeding.run(lambda _: None)


@dataclass
class Told:
    """The demo after it was told once."""

    demo: Demo
    seeding: Seeding
    new: Counter[str]

    def completed(self) -> list[InterviewView]:
        """The interviews that were held."""
        query = InterviewQuery(status=InterviewStatus.COMPLETED, limit=100)
        return list(self.demo.app.interviews.page(self.seeding.hr, query).items)

    def scores(self) -> list[Score]:
        """Their scores."""
        return [self.demo.app.scoring.get(self.seeding.hr, interview.id) for interview in self.completed()]


@pytest.fixture(scope="module")
def told() -> Told:
    demo = Demo()
    return Told(demo, *demo.tell())


def test_thirty_people_stand_in_every_stage_and_their_history_leads_there(told: Told) -> None:
    counted = told.demo.app.store.counts(told.seeding.company.id, CANDIDATE, "status")
    assert sum(counted.values()) == 30
    assert set(counted) == {(stage,) for stage in Stage}
    page = told.demo.app.applications.page(told.seeding.hr, ApplicationQuery(limit=100))
    assert page.total == 30
    for application in page.items:
        moves = application.history
        assert moves[-1].to_stage is application.status
        assert [move.at for move in moves] == sorted(move.at for move in moves)
        assert moves[-1].at < told.demo.today
        assert all(move.reason for move in moves[1:])


def test_names_come_in_many_scripts(told: Told) -> None:
    blocks = {ord(letter) >> 8 for person in told.demo.story.people for letter in "".join(person.name)}
    assert len(blocks) >= 12


def test_held_interviews_have_transcripts_scores_and_reports_of_different_worth(told: Told) -> None:
    interviews, scores = told.completed(), told.scores()
    assert len(interviews) == len(told.demo.story.interviews)
    assert {one.scoring_status for one in interviews} == {ScoringStatus.SCORED, ScoringStatus.INSUFFICIENT_EVIDENCE}
    assert len({score.recommendation for score in scores}) >= 3
    assert any(score.flags for score in scores)
    assert [score.override.by_name for score in scores if score.override] == [told.demo.story.interviewer.name]
    for interview in interviews:
        turns = told.demo.app.interviews.transcript(told.seeding.hr, interview.id).transcripts
        assert turns[-1].cue == "closing"
        assert interview.duration_seconds is not None
        assert interview.duration_seconds < interview.max_minutes * 60
        assert told.demo.app.reports.get(told.seeding.hr, interview.id).executive_summary


def test_the_known_people_sign_in_and_an_interview_waits_for_the_candidate(told: Told) -> None:
    people = [(person.email, person.password) for person in told.demo.story.people if person.password]
    users = [(user.email, user.password) for user in (told.demo.story.hr, told.demo.story.interviewer)]
    for email, password in [*users, *people]:
        assert told.demo.app.accounts.sign_in(Credentials(email=email, password=password)).access_token
    company = told.seeding.company.id
    waiting = {one.candidate_id for one in told.demo.app.store.each(company, INTERVIEW, "status", ("scheduled",))}
    for email, _ in people:
        candidate = told.demo.app.store.find_by(company, CANDIDATE, "email", email)
        assert candidate is not None
        assert candidate.entity.id in waiting


def test_talks_are_planned_and_what_followed_an_interview_is_there(told: Told) -> None:
    app, hr = told.demo.app, told.seeding.hr
    rounds = app.rounds.page(hr, RoundQuery(limit=100)).items
    led = [one.status for one in rounds if one.interviewer_id == told.seeding.interviewer.user_id]
    assert sorted(led) == ["proposed", "scheduled"]
    interview_id = told.seeding.invitations[told.demo.story.feedback.email].interview_id
    assert app.feedback.get(hr, interview_id).candidate_feedback == told.demo.story.feedback.words
    token = app.sharing.token_of(hr, interview_id)
    assert token is not None
    assert app.sharing.read(token).executive_summary
    candidate = told.seeding.candidates[told.demo.story.note.email]
    assert app.notes.page(hr, candidate.id, PageQuery()).total == 1


def test_the_audit_log_shows_who_did_what(told: Told) -> None:
    hr, audit = told.seeding.hr, told.demo.app.audit
    moves = audit.page(hr, AuditQuery(user_id=hr.user_id, action="MOVE_APPLICATION"))
    assert moves.total == sum(len(person.way()) for person in told.demo.story.people)
    overrides = audit.page(hr, AuditQuery(user_id=told.seeding.interviewer.user_id, action="OVERRIDE_SCORE"))
    assert overrides.total == 1
    assert audit.page(hr, AuditQuery(action="START_INTERVIEW")).total == len(told.demo.story.interviews)


def test_told_again_it_writes_nothing(told: Told) -> None:
    assert told.new["candidates"] == 30
    before = told.demo.product.table.rows()
    assert told.demo.tell()[1] == Counter()
    assert told.demo.product.table.rows() == before


def test_interrupted_again_and_again_it_comes_to_the_same_end(told: Told) -> None:
    demo, crashes = Demo(), 0
    while True:
        demo.product.faults.plan([*[Fault.NONE] * (5 + 70 * crashes), Fault.CRASH_AFTER])
        try:
            resumed = Told(demo, *demo.tell())
            break
        except Crash:
            crashes += 1
    assert crashes >= 5
    demo.product.faults.plan([])
    assert _counts(resumed) == _counts(told)
    assert [score.overall_score for score in resumed.scores()] == [score.overall_score for score in told.scores()]


def _counts(told: Told) -> dict[str, dict[tuple[str, ...], int]]:
    """How many there are of each kind, by status where they have one."""
    counts = told.demo.app.store.all_counts(told.seeding.company.id)
    return {name: counts[name] for name in COUNTED}
