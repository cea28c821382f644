"""What can go wrong in a way that the person at the keyboard can put right."""


class HostError(Exception):
    """Stops the host. The message is one plain sentence that says what is wrong and what to do."""
