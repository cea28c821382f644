"""`python -m devhost.demo`: puts the demo into the storage of the local host. Again, it adds only what is missing."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from devhost.azurite import running_in, well_known
from devhost.demo.clock import StoryClock
from devhost.demo.seeding import Seeding
from devhost.demo.story import Story, read_story
from devhost.errors import HostError
from devhost.lock import held
from devhost.settings import DEVELOPMENT_STORAGE, STORAGE, HostSettings, read_settings, with_values
from shared.app import App
from shared.bootstrap import ChosenAdapters
from shared.core.clock import utc_now
from shared.core.errors import DomainError
from shared.core.settings import Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the demo. The exit code is 2 when something has to be put right first."""
    parser = argparse.ArgumentParser(description="Puts demo data into the storage of the local host that runs.")
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="folder of function_app.py (default: here)")
    parser.add_argument("--data", type=Path, help="folder of the host's own data (default: .local in the root)")
    options = parser.parse_args(arguments)
    try:
        host = read_settings(options.root.resolve(), data=options.data and options.data.resolve())
        with_values({**host.values, STORAGE: _storage(host)})
        with held(host.data / "demo.lock", "The demo data is being written by another process."):
            _write(host.data / "demo.json")
    except (HostError, DomainError) as error:
        print(f"The demo data is not complete: {error}", file=sys.stderr)
        return 2
    return 0


def _storage(host: HostSettings) -> str:
    """The storage that is configured, else that of the host that runs here."""
    if host.storage != DEVELOPMENT_STORAGE:
        return host.storage
    running = running_in(host.data / "azurite") or well_known()
    if running is None:
        raise HostError("the local host does not run. Start it with `make run`, then try again.")
    return running.connection_string


def _write(sign_ins: Path) -> None:
    settings, clock, story = Settings.read(), StoryClock(), read_story()
    app = App(settings, ChosenAdapters(settings, clock), clock)
    done = Seeding(app, clock, story, utc_now()).run(lambda progress: print(f"Demo data: {progress}", flush=True))
    added = ", ".join(f"{kind} {count}" for kind, count in done.items())
    there = f"All of the demo is there already, in the company {story.company.name}."
    print(f"Demo data added: {added}." if added else there, flush=True)
    content = json.dumps(_sign_ins(settings, story), indent=2) + "\n"
    if not sign_ins.exists() or sign_ins.read_text(encoding="utf-8") != content:
        sign_ins.write_text(content, encoding="utf-8")


def _sign_ins(settings: Settings, story: Story) -> list[dict[str, str]]:
    """Who can sign in, for the host to print."""
    known = [(settings.admin_email, settings.admin_password.get_secret_value(), "ADMIN")]
    known += [(user.email, user.password, user.role.value) for user in (story.hr, story.interviewer)]
    known += [(person.email, person.password, "CANDIDATE") for person in story.people if person.password]
    return [{"email": email, "password": password, "role": role} for email, password, role in known if email]


if __name__ == "__main__":
    sys.exit(main())
