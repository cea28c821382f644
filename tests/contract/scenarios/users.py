"""Users, access roles, portal users and client users."""
