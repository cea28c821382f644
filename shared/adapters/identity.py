"""Signing in to Azure without a secret: the application's managed identity, or on a desk whoever is signed in there."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from azure.core.credentials import AccessToken

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential


class Identity:
    """A `TokenCredential` of the SDKs. `azure-identity` is imported by the first token, not by a cold start.

    `managed` asks for the managed identity alone, as in the cloud; without it, also for what a developer has signed in
    to. `client_id` names one of several managed identities; empty: the only one.
    """

    def __init__(self, *, managed: bool = False, client_id: str = "") -> None:
        self._managed = managed
        self._client_id = client_id or None

    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        """A token for the scopes, kept as long as it is good. Raises ClientAuthenticationError."""
        return self._credential.get_token(*scopes, **options)

    @cached_property
    def _credential(self) -> "TokenCredential":
        from azure.identity import DefaultAzureCredential, ManagedIdentityCredential

        if self._managed:
            return ManagedIdentityCredential(client_id=self._client_id)
        return DefaultAzureCredential(managed_identity_client_id=self._client_id)
