"""What the pages of the web app may speak to. Needs nothing but Python: a deployment runs it without our libraries."""

from collections.abc import Iterable

CONFIGURATION = "staticwebapp.config.json"
POLICY = "Content-Security-Policy"
_CONNECT = "connect-src 'self'"


def allow_addresses(policy: str, addresses: Iterable[str]) -> str:
    """The Content-Security-Policy with more addresses that pages may speak to.

    Raises:
        ValueError: it does not say once what they may speak to.
    """
    if policy.count(_CONNECT) != 1:
        raise ValueError(f"{CONFIGURATION}: connect-src is not where it was")
    return policy.replace(_CONNECT, " ".join([_CONNECT, *addresses]))
