"""The functions of Talenti: a table of contents."""

import azure.functions as func

from functions.capabilities import CAPABILITIES

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

for capability in CAPABILITIES:
    app.register_functions(capability.bp)
