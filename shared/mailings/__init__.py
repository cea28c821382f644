"""Mails that people write: templates with variables, to one person or to many candidates."""
