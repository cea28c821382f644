"""How the embedded engine reads a CV.

file → `source` tells its type → `pdf`, `word` or `plain` turn it into lines of text (`document`) →
`sections` finds the headings → `contact`, `experience`, `education`, `lists` and `skills` read one section each.
What the words mean in which language stands in the text files in `data/`.
"""
