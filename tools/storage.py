"""The storage account that a command is for."""

from shared.core.settings import Settings

LOCAL = "UseDevelopmentStorage=true"
"""The emulator of this machine."""


def settings_for(account: str) -> Settings:
    """Settings that reach an account, by its name as whoever is signed in (`az login`), or by a connection string."""
    if "=" in account:
        return Settings.model_validate({"storage": account, "signing_key": _NO_KEY})
    addresses = {f"{name}s_url": f"https://{account}.{name}.core.windows.net" for name in ("blob", "queue", "table")}
    return Settings.model_validate({"storage": "", "signing_key": _NO_KEY, **addresses})


_NO_KEY = "-" * 32
"""Nothing is signed here."""
