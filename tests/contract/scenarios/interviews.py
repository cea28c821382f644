"""Interviews, rounds, scheduling, invitations and scores."""
