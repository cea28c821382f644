"""Files, calls, speech and retention."""

from tests.contract.scenario import Given, World, arranges


@arranges("talenti.storage.upload_url")
def upload_url(world: World) -> Given:
    return Given(world.acme.hr)


@arranges("talenti.data_retention.cleanup")
def clean_up(world: World) -> Given:
    return Given(world.acme.hr)
