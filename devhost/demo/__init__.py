"""Demo data: a company in the middle of its hiring, written through the services as its people would have."""
