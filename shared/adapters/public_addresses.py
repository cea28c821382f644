"""Which Internet addresses are public: where a customer's webhook may be, and nothing of ours is."""

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address


class NotAllowed(ValueError):
    """Requests must not go there. The message is for the person who chose the address."""


_CLOSED_V4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "168.63.129.16/32",  # Azure's own services for a machine: a public number that is no public place
            "169.254.0.0/16",  # with the metadata services of every cloud
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
    )
)
_OPEN_V6 = IPv6Network("2000::/3")
_CLOSED_V6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "3fff::/20")))
_SIX_TO_FOUR = IPv6Network("2002::/16")
_MAPPED = IPv6Network("::ffff:0:0/96")
_COMPATIBLE = IPv6Network("::/96")
_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("::ffff:0:0:0/96"))


def is_public(address: Address) -> bool:
    """Whether anybody on the Internet has this address, also in the end: an IPv4 address inside counts for itself."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _CLOSED_V4)
    inner = _address_inside(address)
    if inner is not None:
        return is_public(inner)
    return address in _OPEN_V6 and not any(address in network for network in _CLOSED_V6)


def is_of_this_machine(address: Address) -> bool:
    """Whether the address is this machine itself."""
    inner = address if isinstance(address, IPv4Address) else _address_inside(address)
    return address.is_loopback or (inner is not None and inner.is_loopback)


def _address_inside(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a gateway would make of it."""
    if address in _SIX_TO_FOUR:
        return IPv4Address((int(address) >> 80) & 0xFFFFFFFF)
    embeds = address in _MAPPED or any(address in network for network in _TRANSLATED)
    if embeds or (address in _COMPATIBLE and int(address) > 1):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def host_of(url: str, *, this_machine: bool) -> tuple[str, int]:
    """The host and port of an address that a webhook may have. Plain HTTP is for this machine, where it is allowed.

    Raises:
        NotAllowed: it is no such address.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotAllowed("is not a valid address.") from None
    if parts.scheme not in ({"https", "http"} if this_machine else {"https"}):
        raise NotAllowed("must begin with https://.")
    host = parts.hostname or ""
    if parts.username is not None or parts.password is not None:
        raise NotAllowed("must not contain a user name or password.")
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url or "%" in parts.netloc:
        raise NotAllowed("may only have ASCII characters, without spaces; write an international name in Punycode.")
    if not host or len(host) > 253 or port == 0:
        raise NotAllowed("names no host.")
    if ":" not in host and _ends_in_number(host) and not _is_dotted_quad(host):
        raise NotAllowed("has a number for a host.")
    return host, port or (443 if parts.scheme == "https" else 80)


def resolved(host: str, port: int, *, this_machine: bool) -> list[Address]:
    """The addresses of a host, each of which is allowed: one that is not spoils them all.

    Raises:
        NotAllowed: one of them is not public.
        OSError: the name is not known, or nobody answers for it.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    addresses = list(dict.fromkeys(ip_address(str(entry[4][0]).partition("%")[0]) for entry in found))
    for address in addresses:
        if not (is_public(address) or (this_machine and is_of_this_machine(address))):
            raise NotAllowed("leads to an address that is not public.")
    return addresses


def _ends_in_number(host: str) -> bool:
    """Whether a resolver may take the name for an IPv4 address, in any of its spellings (decimal, octal, short)."""
    last = host.rstrip(".").rpartition(".")[2]
    return last.isdigit() or last.startswith(("0x", "0X"))


def _is_dotted_quad(host: str) -> bool:
    try:
        IPv4Address(host)
    except ValueError:
        return False
    return True
