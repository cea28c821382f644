"""Reading and writing what jobs ask for, and ranking their applicants."""
