"""Accounts of people from outside a company, a client's users and candidates, and what clients see."""
