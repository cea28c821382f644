"""CVs in forms, whose lines begin with what they hold, as the older Europass has it."""

import re

from shared.adapters.embedded.cv.document import Line

_KINDS = {
    "date": r"dates?(?: \(from . to\))?|period|duration|datum|zeitraum|fechas?|datas?|période|periodo",
    "title": r"(?:occupation or )?position held|occupation or position|job title|designation|position|role|"
    r"beruf oder funktion|lavoro o posizione ricoperti|profesión o cargo desempeñado|função ou cargo ocupado|"
    r"fonction ou poste occupé",
    "duties": r"main activities and responsibilities|main activities|responsibilities|duties|job description|"
    r"wichtigste tätigkeiten und zuständigkeiten|principali (?:attività|mansioni) e responsabilità|"
    r"funciones y responsabilidades principales|principais actividades e responsabilidades|"
    r"principales activités et responsabilités",
    "employer": r"name and address of employer|employer|company|organi[sz]ation|name und adresse des arbeitgebers|"
    r"nome e indirizzo del datore di lavoro|nombre y dirección de la empresa(?: o empleador)?|"
    r"nome e morada do empregador|nom et adresse de l'employeur",
    "other": r"type of business or sector|tipo di attività o settore|tipo de empresa o sector",
}
_LABEL = re.compile(
    "^(?:" + "|".join(f"(?P<{kind}>{names})" for kind, names in _KINDS.items()) + r")(?:\s*[:：]\s*|\t|$)", re.I
)


def without_labels(lines: list[Line]) -> list[Line]:
    """The lines of a section about work without their labels; an employer that stands below the duties goes above."""
    plain: list[Line] = []
    slot: int | None = None
    for line in lines:
        label = _LABEL.match(line.content)
        if label is None or not (label[0].endswith("\t") or label.end() == len(line.content)):
            plain.append(line)
            continue
        rest = Line(line.content[label.end() :], line.size, line.left)
        if not rest.text or label["other"]:
            continue
        if label["duties"]:
            plain.append(Line(f"• {rest.text}", line.size, line.left))
        elif label["employer"] and slot is not None:
            plain.insert(slot, rest)
        else:
            plain.append(rest)
            slot = len(plain)
    return plain
