"""A model that does its task well enough, from nothing but the request: it copies, it does not think."""

import json
import re

from tests.contract.openai_service import Asked, Reply, completion, stream

LEAD = "Thank you, that gives me a clear picture of it."
BETTER = "Which part of that work did you find hardest, and how did you go about it in the end?"


def fair(asked: Asked) -> Reply:
    """The answer to any of our requests."""
    if asked.streams:
        point = asked.parts().get("point")
        return stream(f"What can you tell me about this: {point}?" if point else LEAD)
    return completion(json.dumps(_FORMS[asked.form](asked.parts())))


def sentences(text: str) -> list[str]:
    """Of three words or more, as they stand."""
    return [part for part in re.split(r"(?<=[.!?])\s+|\n", text) if len(part.split()) > 2]


def _read_transcript(parts: dict[str, str]) -> object:
    answers, everything = [], []
    for number in range(1, 31):
        said = sentences(parts.get(f"answer to question {number}", ""))
        points = parts.get(f"expected points of question {number}", "").splitlines()
        everything += said
        read = [
            {"point": at, "said": "yes", "quote": quote}
            for at, (_, quote) in enumerate(zip(points, said, strict=False), 1)
        ]
        if said:
            answers.append({"question": number, "points": read})
    dimensions = [
        {"dimension": at, "level": 3, "quotes": everything[:2]}
        for at, _ in enumerate(parts["dimensions"].splitlines(), 1)
    ]
    return {"answers": answers, "dimensions": dimensions}


def _read_cv(parts: dict[str, str]) -> object:
    lines = [line for line in parts["cv"].splitlines() if line.strip()]
    skills = next((line for line in lines if line.lower().startswith("skills:")), "").partition(":")[2]
    title, _, company = next((line for line in lines if " at " in line), " at ").partition(" at ")
    position = {"company": company, "title": title, "start_date": "2019-03", "end_date": None, "current": True}
    return {
        "full_name": lines[0],
        "location": None,
        "summary": None,
        "technical_skills": [part.strip() for part in skills.split(",")],
        "soft_skills": [],
        "languages": [],
        "work_experience": [{**position, "location": None, "description": ""}],
        "education": [],
        "certifications": [],
    }


def _read_requirements(parts: dict[str, str]) -> object:
    told = sentences(parts["description"])
    skills = [
        {"name": name, "importance": "must", "soft": False, "min_years": None, "sentence": sentence}
        for sentence in told
        for name in ("Python", "SQL")
        if name in sentence
    ]
    return {
        "skills": skills,
        "min_years": None,
        "seniority": None,
        "responsibilities": told[:1],
        "qualifications": [],
        "experience": [],
    }


def _word_plan(parts: dict[str, str]) -> object:
    slots = [int(line.partition(".")[0]) for line in parts["plan"].splitlines()]
    points = [
        {"text": "what was hard about it", "other_words": ["difficult", "tricky"]},
        {"text": "how it ended", "other_words": ["result", "outcome"]},
    ]
    return {"questions": [{"slot": at, "text": f"Part {at}: {BETTER}", "expected_points": points} for at in slots]}


def _write_job(parts: dict[str, str]) -> object:
    return {
        "description": f"We look for a {parts['title']}.\n\nYou will work with colleagues who like what they do.",
        "responsibilities": ["Do the daily work with care", "Share what you know with colleagues"],
        "requirements": ["Experience in the trade", "Clear writing"],
        "skills": ["Python"],
        "experience_level": None,
    }


_FORMS = {
    "TranscriptRead": _read_transcript,
    "CvRead": _read_cv,
    "RequirementsRead": _read_requirements,
    "PlanWritten": _word_plan,
    "JobWritten": _write_job,
}
