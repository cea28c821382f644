"""Checks the Bicep files of `infra/` without a compiler, against Microsoft's own type data."""
