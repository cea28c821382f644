"""Jobs (called roles by some)."""
