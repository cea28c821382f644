"""The web app that is deployed may speak to the services that it needs, and to nobody else."""

import json
from pathlib import Path

from tools.site import WEB, write


def test_without_addresses_it_is_the_web_app_as_it_is(tmp_path: Path) -> None:
    write(tmp_path / "site")
    for path in WEB.rglob("*"):
        if path.is_file() and path.name != "staticwebapp.config.json":
            assert (tmp_path / "site" / path.relative_to(WEB)).read_bytes() == path.read_bytes()
    assert policy(tmp_path / "site") == policy(WEB)


def test_its_pages_learn_where_the_api_is_and_may_speak_to_it(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write(site, api="https://api.example/", realtime="https://live.example", files="https://files.example/")
    assert '<meta name="api" content="https://api.example">' in (site / "index.html").read_text()
    assert "connect-src 'self' https://api.example wss://live.example https://files.example;" in policy(site)
    write(site)
    assert "api.example" not in (site / "index.html").read_text(), "an older deployment leaves nothing behind"


def policy(site: Path) -> str:
    headers = json.loads((site / "staticwebapp.config.json").read_text())["globalHeaders"]
    return str(headers["Content-Security-Policy"])
