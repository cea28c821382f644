"""The functions of Talenti: a table of contents."""

import gc

gc.disable()  # Importing makes things that stay. Looking for garbage among them takes a tenth of a cold start.

import azure.functions as func  # noqa: E402

from functions.capabilities import CAPABILITIES  # noqa: E402

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

for capability in CAPABILITIES:
    app.register_functions(capability.bp)

gc.freeze()  # Nor need a later collection look at them again.
gc.enable()
