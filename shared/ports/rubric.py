"""What an interview is judged by."""

from typing import Annotated

from pydantic import Field, model_validator

from shared.core.resource import Input


class RubricDimension(Input):
    """One thing to judge. `weight` is relative to the other dimensions; `keywords` are words that count as evidence.

    `tier` is the company's own word for how much it matters. It is shown to people; the weight alone counts.
    """

    key: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z][a-z0-9_]*$")]
    name: Annotated[str, Field(min_length=1, max_length=120)]
    weight: Annotated[float, Field(gt=0, le=100)] = 1.0
    description: Annotated[str, Field(max_length=1000)] = ""
    keywords: Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=40)] = []
    tier: Annotated[str | None, Field(max_length=40)] = None


class Rubric(Input):
    """The dimensions of a job's score. Keys are unique."""

    dimensions: Annotated[list[RubricDimension], Field(min_length=1, max_length=12)]

    @model_validator(mode="after")
    def _keys_are_unique(self) -> "Rubric":
        keys = [dimension.key for dimension in self.dimensions]
        if len(set(keys)) < len(keys):
            raise ValueError("two dimensions have the same key")
        return self


# Constructed without validation: what validates a model is built by its first use, which importing must not be.
DEFAULT_RUBRIC = Rubric.model_construct(
    dimensions=[
        RubricDimension.model_construct(
            key="technical_skills",
            name="Technical skills",
            weight=35.0,
            description="Knows and has used the skills of the job.",
        ),
        RubricDimension.model_construct(
            key="problem_solving",
            name="Problem solving",
            weight=25.0,
            description="Breaks problems down, weighs options, checks results.",
        ),
        RubricDimension.model_construct(
            key="communication",
            name="Communication",
            weight=20.0,
            description="Explains clearly, to the point, for the listener.",
        ),
        RubricDimension.model_construct(
            key="ownership",
            name="Ownership",
            weight=20.0,
            description="Takes responsibility, names own part, learns from outcomes.",
        ),
    ]
)
"""Used for a job whose company gave no rubric."""
