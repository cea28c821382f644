"""Requirements, shortlists and questions."""
