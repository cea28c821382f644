"""The functions of Talenti: a table of contents."""

import gc

gc.disable()  # Importing makes things that stay. Looking for garbage among them takes a tenth of a cold start.

import azure.functions as func  # noqa: E402

from functions.index import blueprints  # noqa: E402

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

for blueprint in blueprints():
    app.register_functions(blueprint)

gc.freeze()  # Nor need a later collection look at them again.
gc.enable()
