"""The page at `/_local/`: one file, no scripts, nothing from elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, Protocol

from devhost.functions import HostedFunction

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --quiet: #6b7280; --accent: #1d4ed8; --card: #8881; --bad: #b91c1c }
@media (prefers-color-scheme: dark) { :root { --quiet: #9ca3af; --accent: #93c5fd; --bad: #fca5a5 } }
* { box-sizing: border-box }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 64rem; margin: 0 auto; padding: 1.5rem 1rem 4rem }
h1 { font-size: 1.6rem; margin: 0 } h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem } a { color: var(--accent) }
a:focus-visible, summary:focus-visible, input:focus-visible, button:focus-visible {
  outline: 3px solid var(--accent); outline-offset: 2px }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin-bottom: 1rem }
label { display: grid; font-size: .9rem } input, button { font: inherit; padding: .35rem .6rem }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; background: var(--card) }
summary { padding: .6rem .8rem; cursor: pointer; overflow-wrap: anywhere }
details > div { padding: 0 .8rem .8rem } pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .5rem 0 }
time, .quiet { color: var(--quiet); font-size: .9rem } time { white-space: nowrap }
.bad { color: var(--bad); font-weight: 600 }
.scroll { overflow-x: auto } table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums }
code { overflow-wrap: anywhere } .scroll code { white-space: nowrap }
li { overflow-wrap: anywhere }
"""


class _Queue(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def messages(self) -> int: ...


def render_page(
    mails: Sequence[Mapping[str, Any]], wanted: str, functions: Iterable[HostedFunction], queues: Iterable[_Queue]
) -> str:
    """The page, with everything that came from elsewhere escaped."""
    shown = "".join(_mail(mail, opened=number == 0) for number, mail in enumerate(mails))
    return f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Talenti on this machine</title><style>{_STYLE}</style></head>
<body>
<header><h1>Talenti on this machine</h1>
<p class="quiet">None of this exists in the cloud.</p>
<nav aria-label="On this page"><a href="#mail">Mail</a><a href="#queues">Queues</a><a href="#functions">Functions</a>
<a href="/api/v1/docs">API documents</a></nav></header>
<main>
<section aria-labelledby="mail"><h2 id="mail">Mail ({len(mails)})</h2>
<form><label>To <input name="to" type="search" value="{escape(wanted)}" autocomplete="off"></label><button>Show</button>
</form>
{shown or "<p>No mail.</p>"}
</section>
<section aria-labelledby="queues"><h2 id="queues">Queues</h2>{_queue_table(queues)}</section>
<section aria-labelledby="functions"><h2 id="functions">Functions</h2>{_function_table(functions)}</section>
</main>
</body>
</html>
"""


def _mail(mail: Mapping[str, Any], *, opened: bool) -> str:
    links = "".join(f"<li>{_link(str(link))}</li>" for link in mail["links"])
    files = "".join(
        f"<details><summary>{escape(str(file['name']))}</summary><pre>{escape(str(file['text']))}</pre></details>"
        for file in mail["attachments"]
    )
    return f"""<details{" open" if opened else ""}>
<summary><strong>{escape(str(mail["subject"]))}</strong> to {escape(str(mail["to"]))}
<time>{escape(str(mail["sent_at"])[:19].replace("T", " "))} UTC</time></summary>
<div><pre>{escape(str(mail["text"]))}</pre>{f"<ul>{links}</ul>" if links else ""}{files}</div>
</details>
"""


def _link(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        return escape(url)
    return f'<a href="{escape(url)}" rel="noopener noreferrer">{escape(url)}</a>'


def _queue_table(queues: Iterable[_Queue]) -> str:
    rows = "".join(
        f'<tr><td><code>{escape(queue.name)}</code></td><td class="number{_badness(queue)}">{queue.messages}</td></tr>'
        for queue in queues
    )
    head = '<thead><tr><th scope="col">Queue</th><th scope="col" class="number">Messages</th></tr></thead>'
    return f"<table>{head}<tbody>{rows}</tbody></table>" if rows else "<p>No queues yet.</p>"


def _badness(queue: _Queue) -> str:
    return " bad" if queue.name.endswith("-poison") and queue.messages else ""


def _function_table(functions: Iterable[HostedFunction]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(one.name)}</code></td><td>{escape(kind)}</td><td><code>{escape(what)}</code></td></tr>"
        for one in functions
        for kind, what in [_trigger(one)]
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Function", "Trigger", "Bound to"))
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _trigger(function: HostedFunction) -> tuple[str, str]:
    trigger = function.trigger
    kind = str(trigger["type"]).removesuffix("Trigger")
    if kind == "http":
        methods = ", ".join(trigger.get("methods") or ["any"])
        return "HTTP", f"{methods} /{str(trigger.get('route') or function.name).strip('/')}"
    names = {"queue": ("Queue", "queueName"), "blob": ("Blob", "path"), "timer": ("Timer", "schedule")}
    title, key = names.get(kind, ("Event Grid", ""))
    return title, str(trigger.get(key, "")) if key else f"/runtime/webhooks/eventgrid?functionName={function.name}"
