"""Which addresses a webhook may have: everything that is not public is refused, however it is written."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.http_webhooks import HttpWebhookSender
from shared.adapters.public_addresses import NotAllowed, host_of, is_of_this_machine, is_public
from shared.core.errors import Invalid

CLOSED = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "fec0::1",
    "2001:db8::1",
    "2001::1",
    "3fff::1",
    "100::1",
    "64:ff9b:1::1",
]
OPEN = ["1.1.1.1", "8.8.8.8", "20.50.2.1", "172.32.0.1", "168.63.129.15", "2606:4700::1111", "2a00:1450:4001::200e"]

# What ipaddress itself says of networks of IPv4 is another source for the same rules.
v4: st.SearchStrategy[IPv4Address] = st.ip_addresses(v=4).map(lambda one: IPv4Address(str(one)))
private_v4 = v4.filter(lambda one: not one.is_global or one.is_multicast)


def wrapped(inner: IPv4Address) -> list[IPv6Address]:
    """IPv6 addresses that lead to an IPv4 address: mapped, compatible, NAT64, translated, 6to4."""
    number = int(inner)
    starts = ("::ffff:0:0", "::", "64:ff9b::", "::ffff:0:0:0")
    return [
        *(IPv6Address(int(IPv6Address(one)) + number) for one in starts),
        IPv6Address((0x2002 << 112) + (number << 80)),
    ]


@pytest.mark.parametrize("address", CLOSED)
def test_what_is_ours_or_nobodys_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", OPEN)
def test_what_is_on_the_internet_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@given(private_v4)
def test_no_address_that_the_standard_library_calls_private_is_public_in_any_wrapping(address: IPv4Address) -> None:
    assert not is_public(address)
    assert not any(is_public(one) for one in wrapped(address))


@given(v4)
def test_a_wrapping_is_as_public_as_what_is_inside(address: IPv4Address) -> None:
    if int(address) > 1:
        assert {is_public(one) for one in wrapped(address)} == {is_public(address)}


@given(st.ip_addresses(v=6).map(lambda one: IPv6Address(str(one))))
def test_no_address_that_the_standard_library_calls_private_is_public(address: IPv6Address) -> None:
    if not address.is_global or address.is_multicast or address.is_link_local or address.is_site_local:
        assert not is_public(address)


@given(st.integers(0x7F000000, 0x7FFFFFFF), st.sampled_from(["decimal", "octal", "hex", "short", "quad"]))
def test_this_machine_in_every_spelling_of_its_number_is_refused(number: int, spelling: str) -> None:
    parts = [number >> shift & 255 for shift in (24, 16, 8, 0)]
    host = {
        "decimal": str(number),
        "octal": ".".join(f"0{part:o}" for part in parts),
        "hex": ".".join(f"0x{part:x}" for part in parts),
        "short": f"{parts[0]}.{number & 0xFFFFFF}",
        "quad": ".".join(map(str, parts)),
    }[spelling]
    with pytest.raises(Invalid):
        HttpWebhookSender().check(f"https://{host}/")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "https://",
        "https:///path",
        "https://user@example.com/",
        "https://user:password@example.com/",
        "https://example.com:0/",
        "https://example.com:99999/",
        "https://example.com:port/",
        "https://example.com\\@127.0.0.1/",
        "https://exa mple.com/",
        "https://example.com/\r\nHost: other",
        "https://еxample.com/",
        "https://127.0.0.1%2f.example.com/",
        "https://[fe80::1%25eth0]/",
        "https://[::1",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://127.0.0.1./",
        "//example.com/",
        "example.com",
    ],
)
def test_what_is_no_plain_https_address_of_a_named_host_is_refused(url: str) -> None:
    with pytest.raises(NotAllowed):
        host_of(url, this_machine=False)


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    for url in (text, f"https://{text}", f"https://a.example/{text}"):
        try:
            host, port = host_of(url, this_machine=False)
        except NotAllowed:
            continue
        assert host
        assert 0 < port < 65536
        assert url.isprintable()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "10.1.2.3", "169.254.169.254", "localhost"]
)
def test_an_address_that_leads_inside_is_refused_when_it_is_given(host: str) -> None:
    with pytest.raises(Invalid, match="not public"):
        HttpWebhookSender().check(f"https://{host}/")


def test_this_machine_alone_is_allowed_by_the_setting() -> None:
    sender = HttpWebhookSender(this_machine=True)
    sender.check("http://127.0.0.1:9/")
    sender.check("https://[::1]/")
    for host in ("10.1.2.3", "169.254.169.254", "[fe80::1]", "0.0.0.0"):
        with pytest.raises(Invalid):
            sender.check(f"http://{host}/")
    assert is_of_this_machine(ip_address("::ffff:127.0.0.1"))
