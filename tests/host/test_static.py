"""The static web app as the host serves it."""

import json
from pathlib import Path

import pytest

from devhost.errors import HostError
from devhost.http import Request, Response
from devhost.static import StaticWebApp

CONFIGURATION = {
    "navigationFallback": {"rewrite": "/index.html", "exclude": ["/api/*", "/js/*", "/*.{css,svg}"]},
    "globalHeaders": {"X-Content-Type-Options": "nosniff"},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A web app beside a file that is nobody's business."""
    (tmp_path / "secret.txt").write_text("secret")
    web = tmp_path / "web"
    (web / "js").mkdir(parents=True)
    (web / "index.html").write_text("start")
    (web / "js" / "main.js").write_text("script")
    (web / "leak.txt").symlink_to(tmp_path / "secret.txt")
    (web / "staticwebapp.config.json").write_text(json.dumps(CONFIGURATION))
    return web


def ask(folder: Path, target: str, method: str = "GET") -> Response:
    """The answer to a request."""
    web_app = StaticWebApp.read(folder)
    assert web_app is not None
    return web_app.answer(Request(method, "http://127.0.0.1", target, ()))


def test_a_file_is_served_with_its_type_and_the_global_headers(folder: Path) -> None:
    answer = ask(folder, "/js/main.js?v=1")
    assert (answer.status, answer.body) == (200, b"script")
    assert dict(answer.headers) == {
        "Content-Type": "text/javascript; charset=utf-8",
        "X-Content-Type-Options": "nosniff",
    }


@pytest.mark.parametrize("target", ["/", "/claim?token=a.b", "/interview/1/", "/index.html"])
def test_a_page_of_the_app_is_answered_by_the_fallback(folder: Path, target: str) -> None:
    assert ask(folder, target).body == b"start"


OUTSIDE = [
    "/../secret.txt",
    "/js/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "//secret.txt",
]
ODD = ["/leak.txt", "/..\\secret.txt", "/\0", "/%ff", "/" + "a" * 5000]


@pytest.mark.parametrize("target", [*OUTSIDE, *ODD])
def test_nothing_outside_the_folder_is_served(folder: Path, target: str) -> None:
    assert ask(folder, target).body in (b"start", b"")


def test_only_get_is_answered(folder: Path) -> None:
    assert ask(folder, "/", "POST").status == 404


def test_without_a_folder_there_is_nothing_to_serve_and_a_bad_configuration_is_named(folder: Path) -> None:
    assert StaticWebApp.read(folder / "nothing") is None
    (folder / "staticwebapp.config.json").write_text("{")
    with pytest.raises(HostError, match=r"staticwebapp\.config\.json"):
        StaticWebApp.read(folder)


def test_pages_may_speak_to_the_addresses_that_the_host_names(folder: Path) -> None:
    policy = "default-src 'none'; connect-src 'self'; base-uri 'none'"
    configuration = {**CONFIGURATION, "globalHeaders": {"Content-Security-Policy": policy}}
    (folder / "staticwebapp.config.json").write_text(json.dumps(configuration))
    web_app = StaticWebApp.read(folder, reaching=["http://127.0.0.1:10000"])
    assert web_app is not None
    allowed = dict(web_app.answer(Request("GET", "http://127.0.0.1", "/", ())).headers)["Content-Security-Policy"]
    assert allowed == "default-src 'none'; connect-src 'self' http://127.0.0.1:10000; base-uri 'none'"
