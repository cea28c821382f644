"""The static web app, served as Azure Static Web Apps serves it: files, the fallback page, and the global headers."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote

from devhost.errors import HostError
from devhost.http import Request, Response
from devhost.page_policy import CONFIGURATION, POLICY, allow_addresses

_NOT_FOUND = Response(404)
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True)
class StaticWebApp:
    """The files of one folder. Where none is, the one at the path `fallback` answers, but for what is `excluded`."""

    folder: Path
    fallback: str
    excluded: re.Pattern[str]
    headers: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, folder: Path, *, reaching: Iterable[str] = ()) -> Self | None:
        """The web app in the folder, or None if there is none. Its pages may speak to the addresses in `reaching` too.

        Raises:
            HostError: its configuration is not JSON.
        """
        if not folder.is_dir():
            return None
        folder = folder.resolve()
        configuration = _configuration(folder / CONFIGURATION)
        navigation = configuration.get("navigationFallback") or {}
        headers = configuration.get("globalHeaders") or {}
        patterns = [_pattern(str(one)) for one in navigation.get("exclude") or ()]
        return cls(
            folder=folder,
            fallback=str(navigation.get("rewrite") or ""),
            excluded=re.compile("|".join(patterns) or r"(?!)"),
            headers=tuple((name, _reaching(name, str(value), reaching)) for name, value in headers.items()),
        )

    def answer(self, request: Request) -> Response:
        """The file, or the fallback page; 404 for everything else."""
        path = unquote(request.target.partition("?")[0], errors="replace")
        if request.method != "GET" or path == f"/{CONFIGURATION}":
            return _NOT_FOUND
        file = self._files().get(path)
        if file is None and not self.excluded.fullmatch(path):
            file = self._files().get(self.fallback)
        if file is None:
            return _NOT_FOUND
        kind = _TYPES.get(file.suffix, "application/octet-stream")
        return Response(200, (("Content-Type", kind), *self.headers), file.read_bytes())

    def _files(self) -> dict[str, Path]:
        """Every file of the folder by its path. What is asked for is only looked up here, so nothing leads outside."""
        files = (file for file in self.folder.rglob("*") if file.is_file())
        inside = (file for file in files if file.resolve().is_relative_to(self.folder))
        return {f"/{file.relative_to(self.folder).as_posix()}": file for file in inside}


def _configuration(path: Path) -> Mapping[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise HostError(f"{path.name} is not valid JSON: {error}.") from None
    return content if isinstance(content, dict) else {}


def _reaching(header: str, value: str, addresses: Iterable[str]) -> str:
    return allow_addresses(value, addresses) if header == POLICY else value


def _pattern(wildcard: str) -> str:
    """A path with `*` for anything and `{a,b}` for one of several, as a regular expression."""
    return re.sub(
        r"\\\*|\\\{([^}]*)\\\}",
        lambda found: ".*" if found[1] is None else f"(?:{found[1].replace(',', '|')})",
        re.escape(wildcard),
    )
