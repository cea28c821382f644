"""Entry points: one module a capability."""
