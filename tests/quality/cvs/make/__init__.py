"""Writes the CV files of the corpus, with their truth: `python -m tests.quality.cvs.make`.

The people in `develop.toml` and `held_out.toml` are invented. Each is rendered in layouts of public CV templates, imitated
by the modules here. It needs Chromium, XeLaTeX (with Font Awesome), Typst and LibreOffice; the tests need only the files.
"""
