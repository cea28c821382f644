"""CV files."""
