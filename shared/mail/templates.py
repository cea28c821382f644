"""The words of our mails."""

import html
from collections.abc import Mapping
from dataclasses import dataclass

from shared.language.disguise import one_line
from shared.mail.models import Template, Words


@dataclass(frozen=True, slots=True)
class Wording:
    """Subject, paragraphs before the link, the link's label, and paragraphs after it. `{name}` marks a variable."""

    subject: str
    before: tuple[str, ...]
    label: str
    after: tuple[str, ...]


WORDINGS: dict[Template, Wording] = {
    Template.VERIFY_EMAIL: Wording(
        "Confirm your e-mail address for Talenti",
        ("Hello {name},", "an account at {company} was made for you. Confirm that this address is yours:"),
        "Confirm my address",
        ("The link works once, for three days.", "If you did not expect this mail, you can ignore it."),
    ),
    Template.RESET_PASSWORD: Wording(
        "Set a new password for Talenti",
        ("Hello {name},", "you, or somebody else, asked to set a new password for your account:"),
        "Set a new password",
        ("The link works once, for one hour.", "If it was not you, ignore this mail: nothing has changed."),
    ),
    Template.WELCOME: Wording(
        "Your account at {company}: set a password",
        ("Hello {name},", "{company} has made you an account under this address. Set a password to sign in:"),
        "Set my password",
        ("The link works once, for seven days.", "If you did not expect this mail, you can ignore it."),
    ),
    Template.INVITATION: Wording(
        "{company} invites you to an interview: {job}",
        (
            "Hello {name},",
            "{company} would like to interview you for the position “{job}”.",
            "The interview is led by an AI and takes about {minutes} minutes, whenever it suits you. A person decides.",
        ),
        "Set a password and begin",
        (
            "The link is yours alone and works once, until {expires}.",
            "You can stop and go on later at the same question.",
        ),
    ),
    Template.INTERVIEW_READY: Wording(
        "Your interview for {job} at {company} is ready",
        ("Hello {name},", "an interview for the position “{job}” is waiting for you. Sign in to begin:"),
        "Go to my interview",
        ("You can stop and go on later at the same question.",),
    ),
    Template.SLOTS_PROPOSED: Wording(
        "Choose a time for your interview: {job}",
        (
            "Hello {name},",
            "{company} would like to talk with you about the position “{job}” ({round}, {minutes} minutes).",
            "Choose the time that suits you best; the page shows it in your own time zone:",
        ),
        "See the proposed times",
        ("The link is yours alone. {instructions}",),
    ),
    Template.ROUND_ARRANGED: Wording(
        "Your interview on {when}: {job}",
        (
            "Hello {name},",
            (
                "your interview with {company} for the position “{job}” ({round}) takes place on {when} and lasts "
                "{minutes} minutes."
            ),
            "{place}",
            "The attached file adds it to your calendar.",
        ),
        "See the appointment",
        ("{instructions}",),
    ),
    Template.ROUND_REMINDER: Wording(
        "Reminder: your interview on {when}",
        (
            "Hello {name},",
            "your interview with {company} for the position “{job}” ({round}) begins on {when}.",
            "{place}",
        ),
        "See the appointment",
        ("{instructions}",),
    ),
    Template.ROUND_CANCELLED: Wording(
        "Your interview on {when} is called off: {job}",
        (
            "Hello {name},",
            "your interview with {company} for the position “{job}” ({round}) on {when} will not take place.",
        ),
        "Go to my interviews",
        ("The attached file removes it from your calendar.",),
    ),
    Template.INTERVIEWER_NEWS: Wording(
        "{news}: {name}, {when}",
        ("Hello {interviewer},", "{news}: the interview with {name} for “{job}” ({round}), {when}.", "{place}"),
        "See the interviews",
        ("{instructions}",),
    ),
    Template.CANDIDATE_ADDED: Wording(
        "{company} has you among its candidates",
        (
            "Hello {name},",
            "{company} has added you to the people it considers for its openings.",
            "There is nothing you need to do. If there is an interview for you, you will get an invitation.",
        ),
        "About Talenti",
        ("To be removed, answer to {company}: it can erase everything it has about you.",),
    ),
    Template.DATA_ERASED: Wording(
        "{company} has erased your data",
        (
            "Hello,",
            "you asked {company} to erase what it knows of you. On {when} this was done.",
            "The attached certificate says how much was erased, of what kind. It names nobody.",
            "Anybody can have it checked: by sending it to {address}.",
        ),
        "About Talenti",
        ("Your address was kept for this mail alone, and was erased when it had been sent.",),
    ),
    Template.WEBHOOK_DISABLED: Wording(
        "A webhook was disabled: {host}",
        ("Hello {name},", "{host} {why}, so it gets no more events until somebody activates it again."),
        "Open Talenti",
        ("The log of the webhook tells of each attempt. Events that were missed can be replayed from it.",),
    ),
    Template.STAGE_CHANGED: Wording(
        "{candidate} is now in the stage “{stage}”",
        ("Hello {name},", "{by} has moved {candidate} to the stage “{stage}”."),
        "Open Talenti",
        ("You get this mail because you recruit for {company}.",),
    ),
}


@dataclass(frozen=True, slots=True)
class WordedMail:
    """Subject, plain text and HTML of a message."""

    subject: str
    text: str
    html: str


def word(template: Template, variables: Mapping[str, str], link: str) -> WordedMail:
    """Fill a template. Variables become one line without control characters, and are escaped in the HTML."""
    wording = WORDINGS[template]
    variables = {name: one_line(value) for name, value in variables.items()}
    plain = [
        filled
        for paragraph in (*wording.before, f"{wording.label}: {link}", *wording.after)
        if (filled := paragraph.format_map(variables).strip())
    ]
    escaped = {name: html.escape(value) for name, value in variables.items()}
    button = f'<a href="{html.escape(link)}">{html.escape(wording.label)}</a>'
    paragraphs = [
        *(html.escape(text, quote=False).format_map(escaped) for text in wording.before),
        button,
        *(html.escape(text, quote=False).format_map(escaped) for text in wording.after),
    ]
    return WordedMail(
        wording.subject.format_map(variables),
        "\n\n".join(plain) + "\n",
        "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs if paragraph.strip()),
    )


def word_written(subject: str, words: Words, *, company: str = "", link: str | None = None) -> WordedMail:
    """What somebody wrote, as text and HTML. `link` is where the receiver of a bulk mail unsubscribes."""
    paragraphs = [part for part in words.text.split("\n\n") if part.strip()]
    shown = words.html or "".join(f"<p>{html.escape(part.strip()).replace(chr(10), '<br>')}</p>" for part in paragraphs)
    text = words.text.rstrip() + "\n"
    if link is not None:
        reason = f"{one_line(company)} has you among the people it considers for its openings."
        text += f"\n-- \n{reason}\nTo get no more such mails: {link}\n"
        leave = f'<a href="{html.escape(link)}">Get no more such mails</a>'
        shown += f"<hr><p><small>{html.escape(reason)} {leave}</small></p>"
    return WordedMail(subject, text, shown)
