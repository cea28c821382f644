"""The outbox of one machine."""

import json
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.memory_blob import MemoryBlobStore
from shared.adapters.outbox_mailer import CONTAINER, OutboxMailer, links
from shared.ports.mailer import Mail


def test_repeating_an_id_keeps_the_first_mail_and_its_time() -> None:
    blobs = MemoryBlobStore()
    times = iter(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in range(3))
    mailer = OutboxMailer(blobs, lambda: next(times))
    mailer.send(Mail("id/1", "a@b.example", "First", "text", "<p>html</p>"))
    mailer.send(Mail("id/1", "a@b.example", "Second", "text", "<p>html</p>"))
    (name,) = blobs.list_names(CONTAINER, "")
    kept = json.loads(blobs.get(CONTAINER, name))
    assert (kept["subject"], kept["sent_at"]) == ("First", "2026-01-01T00:00:00Z")


def test_links_are_found_in_text_and_html_once_each_in_order() -> None:
    text = "Verify: https://x.example/v?a=1&b=2. Or (http://y.example/z), or HTTPS://no."
    html = "<a href=\"https://x.example/v?a=1&amp;b=2\">here</a> <a href='https://w.example/'>there</a>"
    assert links([text, html]) == ["https://x.example/v?a=1&b=2", "http://y.example/z", "https://w.example/"]


@given(st.text(), st.text())
def test_no_text_breaks_the_search_for_links(text: str, html: str) -> None:
    found = links([text, html])
    assert len(found) == len(set(found))
