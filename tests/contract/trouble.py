"""Failures between us and a service, made on purpose."""

import socket
from typing import Any

from azure.core.exceptions import ServiceRequestError, ServiceResponseError
from azure.core.pipeline import PipelineRequest, PipelineResponse
from azure.core.pipeline.policies import HTTPPolicy


class _Trouble(HTTPPolicy[Any, Any]):
    """Spoils as many of the next requests as `strikes` says; it belongs under the SDK, where its retries see it."""

    def __init__(self, strikes: int = 0) -> None:
        super().__init__()
        self.strikes = strikes

    def send(self, request: PipelineRequest[Any]) -> PipelineResponse[Any, Any]:
        """Pass the request on, or spoil it."""
        if not self.strikes:
            return self.next.send(request)
        self.strikes -= 1
        return self.spoil(request)

    def spoil(self, request: PipelineRequest[Any]) -> PipelineResponse[Any, Any]:
        """What happens instead."""
        raise NotImplementedError


class Unreachable(_Trouble):
    """The service never hears of the request."""

    def spoil(self, request: PipelineRequest[Any]) -> PipelineResponse[Any, Any]:
        """See `_Trouble.spoil`."""
        raise ServiceRequestError("no connection")


class LostAnswer(_Trouble):
    """The service does what was asked, and then the connection breaks."""

    def spoil(self, request: PipelineRequest[Any]) -> PipelineResponse[Any, Any]:
        """See `_Trouble.spoil`."""
        self.next.send(request)
        raise ServiceResponseError("the connection broke")


def nobody_listens() -> str:
    """The address of a port that is closed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def storage_at(address: str) -> str:
    """The connection string of a storage account that is said to be at this address."""
    endpoint = f"{address}/account"
    return f"AccountName=account;AccountKey=a2V5;BlobEndpoint={endpoint};QueueEndpoint={endpoint};"
