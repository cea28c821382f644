"""The words that every company finds ready."""

from shared.mailings.models import MailTemplate
from shared.mailings.wording import variables_in

_GREETING = "Hello {{candidate_name}},\n\n"
_SIGNATURE = "\n\nKind regards\n{{sender_name}}\n{{company_name}}"

_WORDS = (
    (
        "application_received",
        "Application received",
        "We have your application",
        "thank you for your application at {{company_name}}. We read it, and you will hear from us.",
    ),
    (
        "interview_scheduled",
        "Interview scheduled",
        "Your interview on {{interview_date}}",
        "your interview with {{company_name}} is on {{interview_date}}. If that does not suit you, please reply.",
    ),
    (
        "interview_feedback",
        "News after an interview",
        "News about your interview",
        "thank you for the interview. This is what we can tell you now:\n\n{{news}}",
    ),
    (
        "round_1_results",
        "Results of the first round",
        "Results of the first round",
        "the first round of the interviews at {{company_name}} is over. We will tell you personally how it goes on.",
    ),
    (
        "documents_wanted",
        "Documents wanted",
        "We need something from you",
        "to go on with your application at {{company_name}} we need from you:\n\n{{documents}}",
    ),
    (
        "application_declined",
        "Application declined",
        "Your application at {{company_name}}",
        (
            "thank you for your interest in {{company_name}} and for your time. We have decided to go on with other "
            "people. We wish you all the best."
        ),
    ),
)

BUILT_IN: dict[str, MailTemplate] = {
    key: MailTemplate(
        id=key,
        key=key,
        name=name,
        subject=subject,
        body=_GREETING + words + _SIGNATURE,
        html=None,
        variables=variables_in(subject, _GREETING + words + _SIGNATURE),
        built_in=True,
        created_at=None,
        updated_at=None,
    )
    for key, name, subject, words in _WORDS
}
