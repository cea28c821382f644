"""Attempts to instruct the machine that reads, instead of talking to the person behind it."""

import re

from shared.language.disguise import in_latin_letters, undisguised
from shared.language.phrases import Phrases, any_of
from shared.language.words import Span, sentences

_JUDGED = r"(me|my answers?|this candidate|the candidate|this answer|this applicant)"
_TOP = r"(full|maximum|max|highest|top|best|perfect|10|100|ten|hundred|excellent|strong[_ ]hire)"
_SECRETS = r"((system |initial |hidden )?prompt|instructions|rubric|scoring|expected (points|answers?)|model answer)"
_ORDER = any_of(
    r"(ignore|disregard|forget|override|bypass) ((all|any|every|of|the|your|my|these|those|this|previous|prior|above"
    r"|earlier|given|scoring|system) )*(instructions?|prompts?|rubric|criteria|guardrails)",
    r"(ignore|disregard|forget|override|bypass) (all )?(of )?your (rules|guidelines|training)",
    r"(ignore|disregard|forget) everything",
    r"your (system|developer|initial) (prompt|message)",
    r"you are (now|no longer) (a|an|my|the|in|bound)",
    r"from now on,? you",
    r"act as (DAN|my|an AI|if you)",
    r"(enter|activate|switch to) (god|jailbreak|dan|unrestricted|maintenance) mode",
    rf"(give|award|grant|assign|rate|score|mark|grade)\b[^.!?\n]{{0,25}} {_JUDGED}[^.!?\n]{{0,40}}{_TOP}",
    rf"(give|award|grant|assign) {_JUDGED}[^.!?\n]{{0,20}} (points|marks)",
    r"(give|award|assign|return|output|write)( me)?( a| the)? (full|perfect|maximum|top) (marks?|scores?|points)",
    r"(return|output) (the )?(maximum|strong[_ ]hire)",
    r"score (me )?(a )?(100|10|ten|a hundred|full|10/10|100/100)",
    rf"set (my|the candidate's|this candidate's|every|all)[^.!?\n]{{0,25}} (to|=) ?{_TOP}",
    rf"(recommend|mark|classify|label)\b[^.!?\n]{{0,15}} {_JUDGED}[^.!?\n]{{0,20}} (hired?|hiring|strong[_ ]hire|pass)",
    r"(skip|stop|end) the (evaluation|assessment|scoring)",
    r"mark (this|the) (interview|question|answer) as (passed|complete|correct)",
    r"(you (must|should|have to|need to|will)|please|just) (hire|pass|approve|recommend) (me|this candidate)",
    rf"(reveal|show|print|repeat|tell me|output|translate)\b[^.!?\n]{{0,25}} (your|the) {_SECRETS}",
    r"(repeat|print|output) (everything|all|the text|the words) above",
    r"(show|tell|give) me [^.!?\n]{0,25}other candidates",
    r"(tell|give) me the (right |correct |expected )?answers?",
    r"new instructions?\s*:",
    r"(respond|reply|behave) as (if|though|an?)",
    r"pretend (to be|that you|you are)",
    r"(recruiter|hiring manager|boss|ceo|company|developers?) (has |have )?(already )?(approved|cleared|accepted"
    r"|told you|instructed you|authori[sz]ed) (me|you|my application|this candidate)",
    r"I am (your|the ai's) (developer|creator|administrator|admin|owner|boss|programmer)",
    r"this is (the|your) (system )?(administrator|admin|developer|hiring manager|recruiter) (speaking|here)",
    r"(note|message|instructions?) (to|for) (the |any |an )?(ai|llm|chatbot|language model)",
    r"end of (the )?(transcript|candidate'?s? answer|untrusted (data|input))",
)
_VERDICT = Phrases(
    r"\b(score|rating|verdict|evaluation|recommendation|overall_score)[\"'\s]*[:=][\"'\s]*"
    rf"(\d|hire\b|{_TOP}\b)|\bscore 10 ?/ ?10\b|<score>",
)
_MARKUP = Phrases(
    r"</?(system|assistant|instructions?|user|transcript|candidate_answer|scoring|prompt)>|\[/?(INST|SYSTEM)\]"
    r"|<</?SYS>>|<\|[a-z_]{2,20}\|>|(?<!#)#{2,6} ?(instruction|system|response)\b|```system"
    r"|[\"']role[\"']\s*:\s*[\"'](system|assistant)",
)
_OTHER_SPEAKER = re.compile(
    r"^[^\w\n]{0,12}(system|assistant|ai|interviewer|evaluator|examiner|scorer)\s*:", re.IGNORECASE | re.MULTILINE
)
_OWN_SPEAKER = re.compile(r"^\W*(candidate|applicant|me)\s*:", re.IGNORECASE)

_FOREIGN = (
    (r"ignora[rd]?|ignore|olvid[ae]", r"instrucci\w+"),
    (r"ignore[rz]?|oubliez?", r"instructions (précédentes|ci-dessus|données)|consignes"),
    (r"ignorier\w*|vergiss|vergessen", r"anweisung\w*|vorgaben"),
    (r"ignore|ignora|esqueça", r"instruções"),
    (r"ignora\w*|dimentica", r"istruzion\w+"),
    (r"negeer|vergeet", r"instructies|aanwijzingen"),
    (r"z?ignoruj|zapomnij", r"instrukcj\w+|polece\w+"),
    (r"yok say\w*|görmezden gel\w*|unut", r"talimat\w*"),
    (r"abaikan|lupakan", r"instruksi|perintah"),
    (r"игнориру\w+|забудь\w*", r"инструкци\w+|указани\w+"),
    (r"ігнору\w+|забудь\w*", r"інструкці\w+|вказівк\w+"),
    (r"忽略|无视|無視", r"指令|指示|说明|命令"),
    (r"무시", r"지시|명령"),
    (r"تجاهل", r"تعليمات"),
    (r"अनदेखा|नज़रअंदाज़", r"निर्देश"),
)
"""In other languages: "ignore" and "instructions", in either order."""
_FOREIGN_ORDER = Phrases(
    "|".join(
        rf"(?:{first})[^.!?\n]{{0,40}}(?:{second})"
        for ignore, orders in _FOREIGN
        for first, second in ((ignore, orders), (orders, ignore))
    ),
)


def is_order(text: str) -> bool:
    """Whether the text tries to instruct a machine, in whatever letters."""
    plain = undisguised(text)
    return _instructs(plain) or (not plain.isascii() and _instructs(in_latin_letters(plain)))


def _instructs(text: str) -> bool:
    return bool(_ORDER.search(text) or _MARKUP.search(text) or _FOREIGN_ORDER.search(text))


def is_attempt(text: str) -> bool:
    """Whether something said in an interview addresses the scoring: an order, a verdict, or words put into the mouth of
    others. Harmless in a CV, where `System: Linux` stands in lists."""
    plain = undisguised(text)
    return is_order(text) or bool(_VERDICT.search(plain) or _OTHER_SPEAKER.search(plain))


def own_words(text: str) -> list[Span]:
    """The sentences that the speaker says for themselves: no attempts, and nothing between a name of somebody else
    (`Interviewer:`) and their own."""
    own: list[Span] = []
    end, for_others = 0, False
    for span in sentences(text):
        # A sentence begins at its first word; the signs before it belong to the markup that they open.
        whole = text[end : span.end]
        end = span.end
        for_others = (for_others and not _OWN_SPEAKER.match(whole)) or bool(_OTHER_SPEAKER.search(whole))
        if not for_others and not is_attempt(whole):
            own.append(span)
    return own
