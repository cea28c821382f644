"""Real CV files of invented people, and the script that makes them."""
