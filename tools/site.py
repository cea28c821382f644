"""Writes the web app as it is deployed: `python -m tools.site FOLDER --api https://…`.

The pages may speak to nobody but their own address; what else they need in the cloud is named here, once: the API
where it has an address of its own, Web PubSub for the live interview, and storage for uploads.
"""

import argparse
import json
import shutil
from pathlib import Path

WEB = Path(__file__).resolve().parent.parent / "web"
CONFIGURATION = "staticwebapp.config.json"
POLICY = "Content-Security-Policy"


def main() -> None:
    """Write the folder anew."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--api", default="", help="address of the API, where it is not that of the pages")
    parser.add_argument("--realtime", default="", help="address of Web PubSub")
    parser.add_argument("--files", default="", help="address of the blobs")
    given = parser.parse_args()
    write(given.folder, api=given.api, realtime=given.realtime, files=given.files)


def write(folder: Path, *, api: str = "", realtime: str = "", files: str = "") -> None:
    """The web app with the addresses that its pages may speak to. Empty: there is none."""
    if folder.exists():
        shutil.rmtree(folder)
    shutil.copytree(WEB, folder)
    api = api.rstrip("/")
    sockets = realtime.rstrip("/").replace("https://", "wss://", 1)
    allowed = " ".join(["connect-src 'self'", *filter(None, (api, sockets, files.rstrip("/")))])
    path = folder / CONFIGURATION
    configuration = json.loads(path.read_text())
    policy = configuration["globalHeaders"][POLICY]
    if policy.count("connect-src 'self'") != 1:
        raise ValueError(f"{CONFIGURATION}: connect-src is not where it was")
    configuration["globalHeaders"][POLICY] = policy.replace("connect-src 'self'", allowed)
    path.write_text(json.dumps(configuration, indent=2) + "\n")
    if api:
        page = folder / "index.html"
        page.write_text(page.read_text().replace("<head>", f'<head>\n  <meta name="api" content="{api}">', 1))


if __name__ == "__main__":
    main()
