"""Reading and writing what jobs ask for, and ranking their applicants."""

import gc
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from shared.applications.models import APPLICATION, Application
from shared.candidates.models import CANDIDATE, Candidate, Stage
from shared.core.caller import Caller
from shared.core.page import Page
from shared.jobs.models import JOB, InterviewStructure, Job, JobDraft, Skill
from shared.jobs.service import JobService
from shared.language.words import sentences, words
from shared.matching.blinding import blind
from shared.matching.models import (
    ExtractionRequest,
    FrontEndMatch,
    JobRequirements,
    Shortlist,
    ShortlistEntry,
    ShortlistQuery,
    ShortlistRequest,
    TitleRequest,
)
from shared.ports.interviewing import Difficulty, PlanRequest, QuestionPlanner
from shared.ports.job_writer import JobWriter
from shared.ports.matching import Match, Matcher, Reason, WantedProfile, WantedSkill
from shared.ports.requirements import Importance, RequirementExtractor, Requirements, SkillRequirement
from shared.ports.rubric import DEFAULT_RUBRIC
from shared.store.store import Store
from shared.usage.models import Purpose
from shared.usage.service import UsageService

_QUESTIONS = 5
"""Suggested for a description."""
_READ_ONE_BY_ONE = 50
"""Applicants. For more of them the company's candidates are read in ranges of 1,000, which takes fewer round trips."""
_SHOWN = 100


@dataclass(frozen=True, slots=True)
class _Ranked:
    match: Match
    application: Application
    candidate: Candidate


@dataclass(frozen=True, slots=True)
class MatchingService:
    """What every company's jobs ask for, and who fits them."""

    store: Store
    jobs: JobService
    extractor: RequirementExtractor
    writer: JobWriter
    matcher: Matcher
    planner: QuestionPlanner
    usage: UsageService

    def requirements(self, caller: Caller, request: ExtractionRequest) -> JobRequirements:
        """What a description asks for, with questions that an interview could ask.

        Raises:
            Conflict: the budget for models is used up, and more is refused (code `over_budget`).
        """
        with self.usage.metered(caller.company_id, f"a description by {caller.user_id}") as meter:
            found = self.extractor.extract(request.job_description, request.role_title)
            questions = self._questions(request.role_title, found)
        self.usage.keep(caller.company_id, meter, Purpose.JOB)
        return JobRequirements(
            skills=[skill.name for skill in found.skills],
            responsibilities=found.responsibilities,
            qualifications=found.qualifications,
            experience=found.experience,
            interviewQuestions=questions,
            skill_requirements=found.skills,
            min_years=found.min_years,
            seniority=found.seniority,
            engine=found.engine,
        )

    def write_job(self, caller: Caller, request: TitleRequest) -> Job:
        """Make a job of the caller's company whose text an engine wrote. The title stays as it was sent."""
        with self.usage.metered(caller.company_id, f"a title by {caller.user_id}") as meter:
            written = self.writer.write(request.title, request.company)
        self.usage.keep(caller.company_id, meter, Purpose.JOB)
        draft = JobDraft(
            title=request.title,
            company=request.company,
            description=written.description,
            responsibilities=written.responsibilities,
            requirements=written.requirements,
            required_skills=[Skill(name=name) for name in written.required_skills],
            experience_level=written.experience_level,
            interview_structure=InterviewStructure(),
        )
        return self.jobs.create(caller, draft, engine=written.engine)

    def shortlist(self, caller: Caller, job_id: str, query: ShortlistQuery) -> Page[ShortlistEntry]:
        """The applicants of a job but for the rejected ones, the best first.

        Raises:
            NotFound: the caller's company has no such job.
        """
        ranked = self._rank(caller, job_id, None)
        shown = tuple(self._entry(one) for one in ranked[query.skip : query.skip + query.limit])
        return Page(shown, len(ranked), query.skip, query.limit, None, ShortlistEntry.plural)

    def front_end_shortlist(self, caller: Caller, request: ShortlistRequest) -> Shortlist:
        """The best applicants of a job, in both forms that Talenti's clients read.

        Raises:
            NotFound: the caller's company has no such job.
        """
        named = None if request.candidates is None else {one.application_id.lower() for one in request.candidates}
        ranked = self._rank(caller, request.job_role_id.lower(), named)
        entries = [self._entry(one) for one in ranked[:_SHOWN]]
        return Shortlist(
            job_role_id=request.job_role_id.lower(),
            ranked=entries,
            matches=[_front_end(entry, one.candidate) for entry, one in zip(entries, ranked, strict=False)],
            total=len(ranked),
            engine=self.matcher.engine,
        )

    def _rank(self, caller: Caller, job_id: str, named: set[str] | None) -> list[_Ranked]:
        with without_cycle_search():
            return self._ranked(caller, job_id, named)

    def _ranked(self, caller: Caller, job_id: str, named: set[str] | None) -> list[_Ranked]:
        job = self.store.get(caller.company_id, JOB, job_id).entity
        applications = {
            application.id: application
            for application in self.store.each(caller.company_id, APPLICATION, "job", (job.id,))
            if application.status is not Stage.REJECTED and (named is None or application.id in named)
        }
        candidates = self._candidates(caller.company_id, {one.candidate_id for one in applications.values()})
        profiles = [
            blind(candidates[application.candidate_id], application.id)
            for application in applications.values()
            if application.candidate_id in candidates
        ]
        # Not metered: no model is asked, so a shortlist is free, and the same on each of its pages.
        ranked = self.matcher.rank(self._wanted(job), profiles)
        pairs = ((match, applications[match.candidate_id]) for match in ranked)
        return [_Ranked(match, application, candidates[application.candidate_id]) for match, application in pairs]

    def _candidates(self, company_id: str, ids: set[str]) -> dict[str, Candidate]:
        if len(ids) > _READ_ONE_BY_ONE:
            everybody = self.store.children(company_id, CANDIDATE)
            return {candidate.id: candidate for candidate in everybody if candidate.id in ids}
        found = (self.store.find(company_id, CANDIDATE, candidate_id) for candidate_id in sorted(ids))
        return {stored.entity.id: stored.entity for stored in found if stored is not None}

    def _wanted(self, job: Job) -> WantedProfile:
        text = "\n".join(
            [job.description, "Responsibilities:", *job.responsibilities, "Requirements:", *job.requirements]
        )
        return wanted_of(job.title, text, job.skills, self.extractor)

    def _entry(self, one: _Ranked) -> ShortlistEntry:
        return ShortlistEntry(
            application_id=one.application.id,
            candidate_id=one.candidate.id,
            candidate_name=one.candidate.full_name,
            status=one.application.status,
            rank=one.match.rank,
            score=one.match.score,
            matched_skills=one.match.matched_skills,
            missing_must_haves=one.match.missing_must_haves,
            reasons=[_in_own_words(reason, one.candidate) for reason in one.match.reasons],
            engine=self.matcher.engine,
        )

    def _questions(self, title: str | None, found: Requirements) -> list[str]:
        plan = self.planner.plan(
            PlanRequest(
                job_title=title or "",
                required_skills=[skill.name for skill in found.skills if not skill.soft],
                responsibilities=found.responsibilities,
                seniority=found.seniority,
                rubric=DEFAULT_RUBRIC,
                profile=None,
                count=_QUESTIONS,
                difficulty=Difficulty.AUTO,
            )
        )
        return [question.text for question in plan.questions]


@contextmanager
def without_cycle_search() -> Iterator[None]:
    """Don't look for cycles of objects meanwhile: ten thousand CVs are many objects and no cycle, and looking through
    all of them again and again took a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def wanted_of(title: str, text: str, skills: Sequence[Skill], extractor: RequirementExtractor) -> WantedProfile:
    """What a job asks for. The skills that people set decide; those in its text only where there are none."""
    found = extractor.extract(text, title)
    asked = [WantedSkill(name=skill.name, required=skill.required) for skill in skills] or [
        WantedSkill(name=" or ".join(skill.name for skill in group), required=any(map(_is_must, group)))
        for group in _alternatives(found.skills)
    ]
    return WantedProfile(title=title, skills=asked, min_years=found.min_years, text=text, guessed=not skills)


def _is_must(skill: SkillRequirement) -> bool:
    return skill.importance is Importance.MUST and not skill.soft


def _alternatives(skills: Sequence[SkillRequirement]) -> list[list[SkillRequirement]]:
    """The skills in groups of which one is enough: those that a sentence joins by “or”, as “Python, Java or Go”."""
    groups: dict[str, list[SkillRequirement]] = {}
    for skill in skills:
        names = "|".join(re.escape(one.name) for one in skills if one.evidence == skill.evidence)
        choice = re.compile(rf"\b(?:{names})(?:,\s*(?:{names}))*,?\s+or\s+(?:{names})(?!\w)", re.IGNORECASE)
        joined = next((found.group() for found in choice.finditer(skill.evidence) if skill.name in found.group()), None)
        groups.setdefault(f"{skill.evidence}|{joined}" if joined else skill.name, []).append(skill)
    return list(groups.values())


def _in_own_words(reason: Reason, candidate: Candidate) -> Reason:
    """The reason with the candidate's own words, where blinding took some out of the middle."""
    texts = list(_texts(candidate))
    if any(reason.quote in text for text in texts):
        return reason
    said = set(words(reason.quote))
    spans = [span.text for text in texts for span in sentences(text)]
    nearest = max(spans, key=lambda span: len(said & set(words(span))), default=reason.quote)
    return reason.model_copy(update={"quote": nearest})


def _texts(candidate: Candidate) -> Iterable[str]:
    """Everything that a reason can quote."""
    yield from filter(None, (candidate.position, candidate.summary, candidate.qualifications))
    for names in (candidate.technical_skills, candidate.soft_skills, candidate.languages, candidate.certifications):
        yield from names
    for job in candidate.work_experience:
        yield from filter(None, (job.title, job.description))
    for course in candidate.education:
        yield " ".join(filter(None, (course.degree, course.field)))


def _front_end(entry: ShortlistEntry, candidate: Candidate) -> FrontEndMatch:
    missing = [f"Missing: {name}" for name in entry.missing_must_haves]
    return FrontEndMatch(
        applicationId=entry.application_id,
        matchScore=entry.score,
        skills=entry.matched_skills,
        matchReasons=[*(f"{reason.requirement}: “{reason.quote}”" for reason in entry.reasons), *missing],
        location=candidate.location,
        availability=None,
        workMode=None,
        experience=candidate.total_experience_years or candidate.experience_years,
    )
