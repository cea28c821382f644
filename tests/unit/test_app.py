"""The application as it is put together for production."""

import subprocess
import sys

import pytest

from shared.app import App
from shared.bootstrap import ChosenAdapters
from shared.core.clock import utc_now
from shared.core.settings import Settings
from shared.ports.adapters import Adapters

_PRICES = {"deployments": {"small": {"input": 1, "output": 1}}}
EVERYTHING = {
    "mailer": "acs",
    "mail_connection": "endpoint=https://mail.example;accesskey=a2V5",
    "mail_sender": "talenti@mail.example",
    "communication": "endpoint=https://calls.example;accesskey=a2V5",
    "speech_region": "westeurope",
    "speech_key": "key",
    "azure_openai_endpoint": "https://model.example",
    "azure_openai_key": "key",
    "azure_openai_deployment": "small",
    "model_prices": _PRICES,
}


def made_of(**settings: object) -> tuple[App, ChosenAdapters]:
    """The application on these settings, and what it stands on."""
    given = Settings.model_validate({"signing_key": "k" * 40, **settings})
    given.check()
    adapters = ChosenAdapters(given, utc_now)
    return App(given, adapters, utc_now), adapters


def test_every_service_and_adapter_can_be_made_on_a_laptop_and_with_everything_configured() -> None:
    ports = {name for name in vars(Adapters) if not name.startswith("_")}
    for settings in ({}, EVERYTHING):
        app, adapters = made_of(**settings)
        services = {name: getattr(app, name) for name in dir(app) if not name.startswith("_")}
        assert len(services) > 60
        assert {type(getattr(adapters, port)).__name__ for port in ports} > {"AzureTable", "AzureBlobStore"}


def test_what_depends_on_a_service_gets_the_one_that_handlers_get() -> None:
    app, _ = made_of()
    assert app.hearing.answers is app.answers
    assert app.interviews.applications is app.applications


_ASKED_AT_ONCE = """
import threading
from shared import bootstrap
started, apps, observed = threading.Barrier(8), [], []
bootstrap.observe = observed.append
def ask():
    started.wait()
    apps.append(bootstrap.get_app())
threads = [threading.Thread(target=ask) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(len(apps), len(set(map(id, apps))), len(observed))
"""


def test_a_process_has_one_application_whichever_threads_ask_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALENTI_SIGNING_KEY", "k" * 40)
    done = subprocess.run([sys.executable, "-c", _ASKED_AT_ONCE], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["8", "1", "1"], done.stderr


_MADE_BY_A_LIST_OF_JOBS = """
import sys
from shared.app import App
from shared.bootstrap import ChosenAdapters
from shared.core.clock import utc_now
from shared.core.settings import Settings
settings = Settings.model_validate({"signing_key": "k" * 40})
app = App(settings, ChosenAdapters(settings, utc_now), utc_now)
app.jobs, app.sessions, app.rates
print(*{"shared.interviews", "shared.scoring", "shared.reports", "azure.storage.blob", "argon2"} & set(sys.modules))
"""


def test_what_is_not_used_is_not_even_imported() -> None:
    done = subprocess.run([sys.executable, "-c", _MADE_BY_A_LIST_OF_JOBS], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr
