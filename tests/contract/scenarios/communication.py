"""Calls and speech, on local services that are called as Microsoft's are."""

from atexit import register
from functools import cache

import httpx

from shared.adapters.acs_calls import AcsCalls
from shared.adapters.azure_speech import AzureSpeech
from tests.contract.communication_service import KEY, SPEECH_KEY, CommunicationService, communication_service
from tests.contract.scenario import Given, World, arranges


@cache
def service() -> CommunicationService:
    """The services, which run until the tests end."""
    running = communication_service()
    register(running.__exit__, None, None, None)
    return running.__enter__()


@arranges("talenti.acs.token")
def caller_of_calls(world: World) -> Given:
    world.product.replace(calls=AcsCalls(service().address, KEY, world.product.clock))
    client, _ = world.acme.interviewee()

    def is_the_same_person_again(answer: httpx.Response) -> None:
        again = client.ok("POST", "/api/v1/acs/token")
        assert again["user_id"] == answer.json()["user_id"]

    return Given(client, then=is_the_same_person_again)


@arranges("talenti.acs.webhook")
def asked_by_event_grid(world: World) -> Given:
    def is_what_was_asked(answer: httpx.Response) -> None:
        assert answer.json()["validationResponse"] == "512d38b6-c7b8-40c8-89fe-f46f9e9622b6"

    return Given(world.guest, then=is_what_was_asked)


@arranges("talenti.speech.token")
def speaker(world: World) -> Given:
    speech = AzureSpeech("australiaeast", SPEECH_KEY, endpoint=service().address)
    world.product.replace(speech=speech)
    return Given(world.acme.interviewee()[0])
