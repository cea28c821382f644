"""What a CV claims that an interviewer may ask about: positions held and things achieved."""

import re

from shared.language.phrases import any_of
from shared.language.words import sentences
from shared.ports.cv import Profile

_ACHIEVED = any_of(
    r"reduced|cut|lowered|increased|raised|improved|grew|doubled|tripled|halved|saved|introduced|launched|designed|built"
    r"|created|developed|established|founded|led|won|delivered|trained|organi[sz]ed|migrated|automated|implemented"
    r"|set up|opened|negotiated|managed|supervised|wrote|renovated|restored"
)
_FIGURE = re.compile(r"\d")
_PRIVATE = any_of(
    r"maternity|paternity|parental leave|sabbatical|illness|sick|disabilit(y|ies) leave|pregnan\w+|marri\w+|divorc\w+"
    r"|church|parish|mosque|synagogue|temple|congregation|trade union|works council|political|party member"
    r"|military service|(my|our|own) (child|children|kids|son|daughter|family|mother|father|husband|wife|partner)"
)
"""Matters that a CV may tell and no interviewer should bring up."""
_LEAST_WORDS = 5
_MOST = 12


def positions(profile: Profile) -> list[str]:
    """Positions held. Gaps between them are nobody's business: they stand for family, illness or service."""
    return [
        f"your work as {job.title} at {job.company}" if job.title else f"your time at {job.company}"
        for job in profile.work_experience
        if job.company and not _PRIVATE.search(f"{job.title} {job.company}")
    ]


def achievements(profile: Profile) -> list[str]:
    """Sentences of a CV that claim a result, the most telling of each position first."""
    found: list[tuple[bool, str]] = []
    for job in profile.work_experience:
        for sentence in sentences(job.description):
            text = sentence.text.strip(" •-–—*·")
            told = _ACHIEVED.search(text) is not None
            if told and len(text.split()) >= _LEAST_WORDS and not _PRIVATE.search(text):
                found.append((_FIGURE.search(text) is None, text))
    return [text for _, text in sorted(found, key=lambda one: one[0])][:_MOST]
