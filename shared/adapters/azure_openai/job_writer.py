"""Job descriptions written by a model from a title."""

from typing import Literal

from shared.adapters.azure_openai.checks import is_fit
from shared.adapters.azure_openai.data import DATA_RULE, fenced, one_of
from shared.adapters.azure_openai.model import Form, Model, NoAnswer, Prompt, degraded
from shared.language.fairness import asks_for_a_kind_of_person
from shared.ports.job_writer import JobWriter, WrittenJob

PROMPT = Prompt(
    name="job",
    version="1",
    most_tokens=2500,
    text=f"""\
You draft a job advertisement from a title; a person will edit it. Plain English, no markup, no invented facts about the
employer: no salary, place, size, history or benefits. The description has two short paragraphs; responsibilities and
requirements are three to seven short lines each; skills are names of crafts and tools, at most eight. Ask only for what
the work needs: nothing about age, gender, family, health, religion, origin, native language or looks, and no words that
appeal to one group.

{DATA_RULE}""",
)
_LONGEST_DESCRIPTION = 3000
_LONGEST_LINE = 300
_LONGEST_SKILL = 60
_FEWEST_LINES = 2
_MOST_LINES = 8


class JobWritten(Form):
    """The whole form."""

    description: str
    responsibilities: list[str]
    requirements: list[str]
    skills: list[str]
    experience_level: Literal["intern", "junior", "mid", "senior", "lead"] | None


class AzureJobWriter:
    """Writes drafts with a model. The title, cleaned, and the level that it tells are the embedded writer's."""

    def __init__(self, model: Model, embedded: JobWriter) -> None:
        self._model = model
        self._embedded = embedded

    def write(self, title: str, company: str | None) -> WrittenJob:
        """See the port. A draft that is unfit or unfair in any part is replaced by the embedded one."""
        ruled = self._embedded.write(title, company)
        try:
            data = fenced(title=one_of(ruled.title), employer=one_of(company or ""))
            return self._checked(ruled, self._model.fill(PROMPT, data, JobWritten))
        except NoAnswer as failure:
            return ruled.model_copy(update={"engine": degraded(ruled.engine, failure)})

    def _checked(self, ruled: WrittenJob, read: JobWritten) -> WrittenJob:
        paragraphs = [" ".join(part.split()) for part in read.description.split("\n") if part.strip()]
        duties, needs, skills = (
            list(dict.fromkeys(" ".join(one.split()) for one in lines[:_MOST_LINES]))
            for lines in (read.responsibilities, read.requirements, read.skills)
        )
        texts = [(part, _LONGEST_DESCRIPTION) for part in paragraphs] + [(one, _LONGEST_LINE) for one in duties + needs]
        texts += [(one, _LONGEST_SKILL) for one in skills]
        unfit = any(
            not is_fit(text, PROMPT, longest=longest) or asks_for_a_kind_of_person(text) for text, longest in texts
        )
        if unfit or not paragraphs or min(len(duties), len(needs)) < _FEWEST_LINES:
            raise NoAnswer("unfit")
        return ruled.model_copy(
            update={
                "description": "\n\n".join(paragraphs)[:_LONGEST_DESCRIPTION],
                "responsibilities": duties,
                "requirements": needs,
                "required_skills": skills,
                "experience_level": ruled.experience_level or read.experience_level,
                "engine": self._model.engine(PROMPT, ruled.engine),
            }
        )
