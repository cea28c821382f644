"""The application: everything that a handler can reach, each part made by its first use.

Each module adds the services of one area to the class of the area below it, in the order in which imports run:
foundation, accounts, hiring, interviews, scores, and in the end the application.
"""

from shared.app.application import App

__all__ = ["App"]
