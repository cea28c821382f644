"""Cross-origin requests, answered from `Host.CORS` of local.settings.json as the cloud's platform does."""

from collections.abc import Sequence
from dataclasses import dataclass

from devhost.http import Request, Response

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Cors:
    """Which origins may call (`*` for all), and whether with cookies. Without origins the application decides."""

    origins: Sequence[str] = ()
    credentials: bool = False

    def preflight(self, request: Request) -> Response | None:
        """The answer to a preflight request, or None if it is none that the host answers."""
        headers = _lower(request)
        method = headers.get("access-control-request-method")
        if not self.origins or request.method != "OPTIONS" or "origin" not in headers or method is None:
            return None
        granted = self._granted(headers["origin"])
        if granted:
            granted += (("access-control-allow-methods", method),)
            if wanted := headers.get("access-control-request-headers"):
                granted += (("access-control-allow-headers", wanted),)
        return Response(204, granted)

    def permit(self, request: Request, response: Response) -> Response:
        """The response with the headers that let the origin read it."""
        granted = self._granted(_lower(request).get("origin", ""))
        if not granted:
            return response
        names = {name for name, _ in granted} - {"vary"}
        kept = tuple((name, value) for name, value in response.headers if name.lower() not in names)
        return Response(response.status, kept + granted, response.body)

    def _granted(self, origin: str) -> Headers:
        if not origin or not ("*" in self.origins or origin in self.origins):
            return ()
        if not self.credentials and "*" in self.origins:
            return (("access-control-allow-origin", "*"),)
        granted: Headers = (("access-control-allow-origin", origin), ("vary", "Origin"))
        return (*granted, ("access-control-allow-credentials", "true")) if self.credentials else granted


def _lower(request: Request) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers}
