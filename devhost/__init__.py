"""The local host: runs the functions of `function_app.py` on one machine, as the cloud host would."""
