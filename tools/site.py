"""Writes the web app as it is deployed: `python -m tools.site FOLDER --api https://…`.

The pages may speak to nobody but their own address; what else they need in the cloud is named here, once: the API
where it has an address of its own, Web PubSub for the live interview, and storage for uploads. It needs
Python alone, since it runs where the deployment does.
"""

import argparse
import json
import shutil
from pathlib import Path

from devhost.page_policy import CONFIGURATION, POLICY, allow_addresses

WEB = Path(__file__).resolve().parent.parent / "web"


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
    path = folder / CONFIGURATION
    configuration = json.loads(path.read_text())
    headers = configuration["globalHeaders"]
    headers[POLICY] = allow_addresses(headers[POLICY], filter(None, (api, sockets, files.rstrip("/"))))
    path.write_text(json.dumps(configuration, indent=2) + "\n")
    if api:
        page = folder / "index.html"
        page.write_text(page.read_text().replace("<head>", f'<head>\n  <meta name="api" content="{api}">', 1))


if __name__ == "__main__":
    main()
