"""How well the embedded intelligence judges, against its targets: `make quality`.

Each section is a module here with a `TITLE` and a function `measure() -> list[Measure]`, named in `__main__.SECTIONS`.
"""
