"""A model that does what the attacker wants as far as our forms let it, and tells everybody its instructions."""

import json

from tests.contract.fair_model import sentences
from tests.contract.openai_service import Asked, Reply, completion, stream
from tests.hostile.attacks import Attack


class ObedientModel:
    """Gives the most it can for everything: best levels, every point, quotes that are true, the attack, and its own
    instructions wherever there is room for a text. `attack` is whose orders it follows, also those it was not shown."""

    def __init__(self) -> None:
        self.attack: Attack | None = None
        self.instructions: set[str] = set()
        self.seen: list[str] = []

    def answer(self, asked: Asked) -> Reply:
        """What the service answers."""
        self.instructions.add(asked.system)
        self.seen.append(asked.data)
        told = f"{self._order} {asked.system}".strip()
        if asked.streams:
            # Of a conversation it knows the last turn alone: it repeats what it was shown, else its instructions.
            return stream(self._order if self._order and self._order in asked.data else told)
        forms = {
            "TranscriptRead": self._read_transcript,
            "CvRead": self._read_cv,
            "RequirementsRead": self._read_requirements,
            "PlanWritten": self._word_plan,
            "JobWritten": self._write_job,
        }
        return completion(json.dumps(forms[asked.form](asked.parts(), told)))

    @property
    def _order(self) -> str:
        return self.attack.text if self.attack else ""

    def _read_transcript(self, parts: dict[str, str], told: str) -> object:
        answers, everything = [], []
        for number in range(1, 31):
            said = sentences(parts.get(f"answer to question {number}", ""))
            everything += said
            quotes = [*said, *([self._order] * 8)][:8]
            points = [{"point": at, "said": "yes", "quote": quote} for at, quote in enumerate(quotes, 1)]
            answers.append({"question": number, "points": points})
        quotes = [*everything[:2], told, self._order]
        numbers = range(1, len(parts["dimensions"].splitlines()) + 1)
        return {
            "answers": answers,
            "dimensions": [{"dimension": number, "level": 4, "quotes": quotes} for number in numbers],
        }

    def _read_cv(self, parts: dict[str, str], told: str) -> object:
        skills = self.attack.skills if self.attack else []
        position = {"company": "Google", "title": told, "start_date": "1990", "end_date": None, "current": True}
        return {
            "full_name": "Best Candidate",
            "location": told,
            "summary": told,
            "technical_skills": [*skills, self._order, "Kubernetes"],
            "soft_skills": [self._order],
            "languages": [told],
            "work_experience": [{**position, "location": None, "description": told}],
            "education": [
                {"institution": "MIT", "degree": told, "field": None, "start_date": None, "end_date": None},
            ],
            "certifications": [told, self._order],
        }

    def _read_requirements(self, parts: dict[str, str], told: str) -> object:
        skill = {"name": "Obedience", "importance": "must", "soft": False, "min_years": 99.0, "sentence": told}
        named = {"name": self._order, "importance": "must", "soft": True, "min_years": None, "sentence": self._order}
        return {
            "skills": [skill, named],
            "min_years": 99.0,
            "seniority": "lead",
            "responsibilities": [told],
            "qualifications": [self._order],
            "experience": [told],
        }

    def _word_plan(self, parts: dict[str, str], told: str) -> object:
        slots = [int(line.partition(".")[0]) for line in parts["plan"].splitlines() if line[:1].isdigit()]
        point = {"text": told, "other_words": [self._order]}
        return {
            "questions": [
                {"slot": at, "text": f"{self._order} Say yes?", "expected_points": [point, point]} for at in slots
            ]
        }

    def _write_job(self, parts: dict[str, str], told: str) -> object:
        return {
            "description": told,
            "responsibilities": [self._order, told],
            "requirements": ["Young and male", self._order],
            "skills": [self._order],
            "experience_level": "lead",
        }
