"""Lists of phrases, to be found in what somebody says."""

import re


def any_of(*phrases: str) -> re.Pattern[str]:
    """A pattern that finds any of the phrases (regular expressions without `^`) as whole words, in any case.

    A straight apostrophe also stands for a curly one and, as people type, for none.
    """
    joined = "|".join(phrases).replace("'", "['’]?")
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)


def starting_with(*phrases: str) -> re.Pattern[str]:
    """The same, at the beginning of the text only, after words that say nothing (`ok`, `um`, `so`)."""
    joined = "|".join(phrases).replace("'", "['’]?")
    lead = (
        r"(?:ok|okay|so|and|but|well|um+|uh+|hm+|hey|hi|hello|yes|sorry|please|thanks|thank you|great|alright|perfect)"
    )
    return re.compile(rf"\W*(?:{lead}\W+)*(?:{joined})(?!\w)", re.IGNORECASE)
