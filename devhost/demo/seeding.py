"""Writes the demo: every step looks first whether it was done, so it can be repeated, and resumed after a crash."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from devhost.demo.clock import TurnableClock
from devhost.demo.conversations import take_interview
from devhost.demo.second_talk import SecondTalk
from devhost.demo.story import Person, Script, Story, Talk
from shared.app import App
from shared.applications.models import APPLICATION, Application, ApplicationDraft, ApplicationMove
from shared.candidates.models import CANDIDATE, Candidate, CandidateDraft, Stage
from shared.candidates.service import fields_from
from shared.companies.models import Company
from shared.core.caller import PERMISSIONS, PLATFORM, Caller, Role, system_caller
from shared.core.page import PageQuery
from shared.identity.accounts import VERIFICATION_LIFETIME
from shared.identity.models import USER, User, UserDraft
from shared.interviews.models import INTERVIEW, Interview, ScoreInterview, ScoringStatus
from shared.invitations.models import INVITATION, Claim, Invitation, InvitationDraft, InvitationStatus
from shared.jobs.models import JOB, Job
from shared.mail.models import Template
from shared.scoring.models import SCORE, OverrideRequest

Report = Callable[[str], None]

FOUNDED = timedelta(days=33)
"""Before today, the company signed up."""
_FIRST_HOUR = timedelta(hours=7)
_BETWEEN_PEOPLE = timedelta(minutes=11)
_AFTER_APPLYING = {
    Stage.SCREENING: timedelta(days=1),
    Stage.INTERVIEW: timedelta(days=2),
    Stage.OFFER: timedelta(days=6),
    Stage.ACCEPTED: timedelta(days=8),
    Stage.HIRED: timedelta(days=11),
}
_INVITED = timedelta(days=2, minutes=20)
_CLAIMED = timedelta(days=2, hours=8)
_INTERVIEWED = timedelta(days=3, hours=4)
_OVERRIDDEN = timedelta(days=4, hours=1)
_LATER = timedelta(hours=9)
"""Before today: yesterday afternoon."""
_REJECTED = timedelta(days=2, hours=3)
"""After the stage before."""
_CANDIDATE_PASSWORD = "Nordlicht-candidate-1!"  # local demo accounts, printed on every start


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody did. `act` tells whether there was anything left to do; `kind` is for counting."""

    at: datetime
    kind: str
    act: Callable[[], bool]


@dataclass
class Seeding:
    """The demo on its way into an application, whose clock has to be `clock`."""

    app: App
    clock: TurnableClock
    story: Story
    today: datetime
    company: Company = field(init=False)
    hr: Caller = field(init=False)
    interviewer: Caller = field(init=False)
    jobs: dict[str, Job] = field(init=False)
    candidates: dict[str, Candidate] = field(init=False)
    """By e-mail address."""
    applications: dict[str, Application] = field(init=False)
    """By the candidate's address, too."""
    invitations: dict[str, Invitation] = field(init=False)
    """By the candidate's address, too."""

    def run(self, report: Report) -> Counter[str]:
        """Do every step that was not done yet, in the order of their times. Gives how many of each kind were new."""
        done: Counter[str] = Counter()
        self._found_company(done)
        self._look_around()
        everybody = enumerate(self.story.people)
        steps = [step for place, person in everybody for step in self._steps(place, person)]
        steps += self._later_steps()
        steps.sort(key=lambda step: step.at)
        for number, step in enumerate(steps):
            self.clock.time = step.at
            done[step.kind] += step.act()
            if sum(done.values()) and (number + 1) * 4 // len(steps) > number * 4 // len(steps):
                report(f"{(number + 1) * 100 // len(steps)} % ({step.at:%d %B})")
        return +done

    def _found_company(self, done: Counter[str]) -> None:
        """The company, its users and its jobs: what everything else needs."""
        self.clock.time = self._midnight - FOUNDED + _FIRST_HOUR
        platform = system_caller(PLATFORM)
        found = next((one for one in self.app.companies.each() if self._is_ours(one)), None)
        done["companies"] += found is None
        self.company = found or self.app.companies.create(platform, self.story.company)
        self.hr = self._colleague(self.story.hr, done)
        self.interviewer = self._colleague(self.story.interviewer, done)
        jobs = {job.title: job for job in self.app.store.each(self.company.id, JOB, "all", ())}
        done["jobs"] += sum(draft.title not in jobs for draft in self.story.jobs.values())
        self.jobs = {
            key: jobs.get(draft.title) or self.app.jobs.create(self.hr, draft) for key, draft in self.story.jobs.items()
        }

    def _look_around(self) -> None:
        """What is there already."""
        store, company = self.app.store, self.company.id
        self.candidates = {one.email: one for one in store.each(company, CANDIDATE, "all", ()) if one.email}
        emails = {candidate.id: email for email, candidate in self.candidates.items()}
        applied_for = {person.email: self.jobs[person.job].id for person in self.story.people}
        self.applications = {
            emails[one.candidate_id]: one
            for one in store.each(company, APPLICATION, "all", ())
            if one.candidate_id in emails and one.job_id == applied_for.get(emails[one.candidate_id])
        }
        self.invitations = {one.candidate_email: one for one in store.each(company, INVITATION, "all", ())}

    @property
    def _midnight(self) -> datetime:
        return self.today.replace(hour=0, minute=0, second=0, microsecond=0)

    def _is_ours(self, company: Company) -> bool:
        return company.email_domain == self.story.company.email_domain

    def _colleague(self, draft: UserDraft, done: Counter[str]) -> Caller:
        """A user of the company whose address is confirmed."""
        users = self.app.store.each(self.company.id, USER, "all", ())
        user: User | None = next((one for one in users if one.email == draft.email), None)
        done["users"] += user is None
        if user is None:
            user = self.app.users.register(system_caller(PLATFORM), self.company.id, self.company.name, draft)
        if not user.is_verified:
            accounts = self.app.accounts
            scope, token_id = accounts.new_link(draft.email, Template.VERIFY_EMAIL, VERIFICATION_LIFETIME)
            accounts.verify_email(accounts.links.token(Template.VERIFY_EMAIL, scope, token_id))
        return _caller(user)

    def _steps(self, place: int, person: Person) -> Iterator[Step]:
        """What happened with a person, in no order."""
        applied = self._midnight - timedelta(days=person.applied) + _FIRST_HOUR + _BETWEEN_PEOPLE * place
        yield Step(applied, "candidates", partial(self._enter, person))
        yield Step(applied, "applications", partial(self._apply, person))
        at = applied
        for stage in person.way():
            at = at + _REJECTED if stage is Stage.REJECTED else applied + _AFTER_APPLYING[stage]
            yield Step(at, "moves", partial(self._move, person, stage))
        if not person.invited:
            return
        yield Step(applied + _INVITED, "invitations", partial(self._invite, person))
        script = self.story.script_of(person)
        if person.password or script:
            yield Step(applied + _CLAIMED, "claims", partial(self._claim, person))
        if script:
            yield Step(applied + _INTERVIEWED, "interviews", partial(self._interview, person, script))
        if person.email == self.story.override.email:
            yield Step(applied + _OVERRIDDEN, "overrides", partial(self._override, person))

    def _later_steps(self) -> Iterator[Step]:
        """What the company did yesterday."""
        at, story = self._midnight - _LATER, self.story
        talks = SecondTalk(self.app, self.hr, self.interviewer, self._midnight)
        for talk in story.rounds:
            yield Step(at, "rounds", partial(self._plan_talk, talks, talk))
        read, noted = story.feedback, story.note
        yield Step(at, "feedback", lambda: talks.release(read, self.invitations[read.email].interview_id))
        yield Step(at, "shared reports", lambda: talks.show(self.invitations[read.email].interview_id))
        yield Step(at, "notes", lambda: talks.note(noted, self.candidates[noted.email].id))

    def _plan_talk(self, talks: SecondTalk, talk: Talk) -> bool:
        return talks.plan(talk, self.applications[talk.email])

    def _enter(self, person: Person) -> bool:
        candidate = self.candidates.get(person.email)
        if candidate is not None and candidate.technical_skills:
            return False
        if candidate is None:
            first_name, last_name = person.name
            draft = CandidateDraft(
                email=person.email,
                first_name=first_name,
                last_name=last_name,
                phone=person.phone,
                position=person.position,
                domain=self.story.jobs[person.job].department,
                experience_years=person.years,
                location=person.location,
                source="demo",
            )
            candidate = self.app.candidates.create(self.hr, draft)
        stored = self.app.store.get(self.company.id, CANDIDATE, candidate.id)
        change = self.app.store.change(self.company.id)
        self.candidates[person.email] = self.app.candidates.write(change, stored, fields_from(person.profile()))
        change.commit()
        return True

    def _apply(self, person: Person) -> bool:
        if person.email in self.applications:
            return False
        draft = ApplicationDraft(job_id=self.jobs[person.job].id, candidate_id=self.candidates[person.email].id)
        self.applications[person.email] = self.app.applications.create(self.hr, draft)
        return True

    def _move(self, person: Person, stage: Stage) -> bool:
        application = self.applications[person.email]
        if any(step.to_stage is stage for step in application.history):
            return False
        last = stage is person.way()[-1]
        reason = person.why if last and person.why else self.story.reasons[stage]
        move = ApplicationMove(status=stage, reason=reason)
        self.applications[person.email] = self.app.applications.move(self.hr, application.id, move)
        return True

    def _invite(self, person: Person) -> bool:
        if person.email in self.invitations:
            return False
        draft = InvitationDraft(application_id=self.applications[person.email].id)
        self.invitations[person.email] = self.app.invitations.invite(self.hr, draft)
        return True

    def _claim(self, person: Person) -> bool:
        invitation = self.invitations[person.email]
        if invitation.status is not InvitationStatus.PENDING:
            return False
        token = self.app.invitations.links.token(Template.INVITATION, self.company.id, invitation.id)
        self.app.invitations.claim(Claim(token=token, password=person.password or _CANDIDATE_PASSWORD))
        return True

    def _interview(self, person: Person, script: Script) -> bool:
        """The interview and its score, which the queue makes too where a host runs: whoever comes first."""
        interview_id = self.invitations[person.email].interview_id
        before = self._read_interview(interview_id)
        if before.ended_at is None:
            user = self.app.store.find_by(self.company.id, USER, "candidate", before.candidate_id)
            if user is None:
                return False
            take_interview(self.app, self.clock, _caller(user.entity), interview_id, script)
        if self._read_interview(interview_id).scoring_status is ScoringStatus.PENDING:
            self._score(interview_id)
        return before.ended_at is None

    def _score(self, interview_id: str) -> None:
        waiting = self.app.store.tasks(self.company.id, "queued", PageQuery(limit=100)).items
        tasks = [ScoreInterview.model_validate_json(one.body) for one in waiting if one.queue == ScoreInterview.queue]
        for task in tasks:
            if task.interview_id == interview_id:
                self.app.scoring.score(task)

    def _override(self, person: Person) -> bool:
        score = self.app.store.find(self.company.id, SCORE, self.invitations[person.email].interview_id)
        if score is None or score.entity.override:
            return False
        decision = OverrideRequest.model_validate(self.story.override.model_dump(exclude={"email"}))
        self.app.scoring.override(self.interviewer, score.entity.interview_id, decision)
        return True

    def _read_interview(self, interview_id: str) -> Interview:
        return self.app.store.get(self.company.id, INTERVIEW, interview_id).entity


def _caller(user: User) -> Caller:
    return Caller(
        user_id=user.id,
        company_id=user.company_id,
        role=user.role,
        email=user.email,
        name=user.name,
        candidate_id=user.candidate_id,
        permissions=PERMISSIONS[Role(user.role)],
    )
