"""The documentation page needs nothing but the document beside it, and never reads text as markup."""

import re

from tests.app import Product

PAGE = Product().client().get("/api/v1/docs")


def test_it_is_a_page() -> None:
    assert PAGE.status_code == 200
    assert PAGE.headers["content-type"] == "text/html; charset=utf-8"


def test_it_loads_nothing_from_elsewhere_and_its_policy_forbids_it() -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy"\s+content="([^"]+)"', PAGE.text)
    assert policy is not None
    assert {"default-src 'none'", "connect-src 'self'"} <= set(policy[1].split("; "))
    assert not re.search(r"""(src|href)="(https?:)?//|@import|url\(""", PAGE.text)


def test_text_becomes_no_markup_and_no_element_carries_code() -> None:
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", PAGE.text)
    assert not re.search(r"<[^>]+\son[a-z]+=", PAGE.text)


def test_a_token_is_kept_in_memory_alone() -> None:
    assert not re.search(r"localStorage|sessionStorage|document\.cookie|indexedDB", PAGE.text)
