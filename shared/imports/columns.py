"""What the columns of a table mean: headings in the words that people use, and rows as candidates."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from shared.core.errors import Invalid
from shared.imports.models import ImportedCandidate
from shared.imports.text_tables import Row

_HEADINGS = """
email: email, e-mail, mail, email address, e-mail address, email id, mail id, e-mail-adresse, correo, correo electronico
email: courriel, adresse e-mail, indirizzo e-mail, e-post, adres e-mail
first_name: first name, given name, forename, first, vorname, prenom, nombre, nome, imie, voornaam, fornamn
last_name: last name, surname, family name, last, nachname, familienname, nom, nom de famille, apellido, apellidos
last_name: cognome, sobrenome, nazwisko, achternaam, efternamn
full_name: full name, name, candidate, candidate name, applicant, applicant name, nombre completo, nom complet
full_name: nome completo, vollstandiger name
phone: phone, phone number, telephone, telephone number, tel, mobile, mobile number, mobile phone, cell, contact number
phone: telefon, telefonnummer, handy, mobil, telefono, movil, telefone, telefoon, numer telefonu
domain: domain, department, area, team, field, abteilung, bereich, departamento, departement, reparto, afdeling, dzial
position: position, job title, role, job, designation, stelle, beruf, puesto, cargo, poste, posizione, functie
position: stanowisko
status: status, stage, application status, phase, estado, statut, stato
experience_years: experience years, experience, years of experience, years experience, total experience, exp, yoe
experience_years: berufserfahrung, anos de experiencia, annees d'experience
qualifications: qualifications, qualification, education, degree, certifications, qualifikation, qualifikationen
qualifications: ausbildung, formation, titulacion
location: location, city, place, address, ort, wohnort, stadt, ciudad, ville, citta, plaats, miasto
linkedin_url: linkedin, linkedin url, linkedin profile, linkedin link
github_url: github, github url, github profile, github link
portfolio_url: portfolio, portfolio url, website, homepage, webseite
"""


def _plain(text: str) -> str:
    """A heading without case, accents, spaces and marks."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\W_]+", "", "".join(letter for letter in letters if not unicodedata.combining(letter)))


_FIELDS = {
    _plain(word): field
    for field, _, words in (line.partition(":") for line in _HEADINGS.strip().splitlines())
    for word in words.split(",")
}


@dataclass(frozen=True, slots=True)
class RowError:
    """Why a row cannot be imported. `email` is what the row says, to find it by."""

    row: int
    email: str
    error: str


def known_headers(values: Sequence[str]) -> int:
    """How many of these are headings that are understood."""
    return sum(_plain(value) in _FIELDS for value in values)


def records(rows: Iterator[Row]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows after the headings, as values by field. Of two columns for one field the first counts that has a value.

    Raises:
        Invalid: there are no rows, or the first does not tell which column holds the e-mail address.
    """
    first = next(rows, None)
    if first is None:
        raise Invalid.field("file", "empty", "has no rows.")
    fields = [_FIELDS.get(_plain(heading)) for heading in first[1]]
    if "email" not in fields:
        raise Invalid.field("file", "no_headings", "needs headings in its first row, one of which is `email`.")
    for number, values in rows:
        pairs = list(zip(fields, values, strict=False))
        yield number, {field: _clean(value) for field, value in reversed(pairs) if field and value.strip()}


def candidate_of(number: int, values: Mapping[str, object]) -> ImportedCandidate | RowError:
    """A row as a candidate, or what is wrong with it: every broken rule, in words."""
    known = dict(values)
    full_name = known.pop("full_name", None)
    if isinstance(full_name, str) and not known.get("first_name"):
        first, _, last = full_name.strip().rpartition(" ")
        known |= {"first_name": first or last, "last_name": known.get("last_name") or (last if first else "")}
    try:
        return ImportedCandidate.model_validate(known)
    except ValidationError as error:
        broken = (
            f"{'.'.join(map(str, item['loc'])) or 'row'}: {item['msg'].removeprefix('Value error, ')}"
            for item in error.errors(include_url=False, include_context=False, include_input=False)
        )
        email = known.get("email")
        return RowError(number, email[:254] if isinstance(email, str) else "", "; ".join(broken))


def _clean(value: str) -> str:
    """A value without control characters; its lines stay."""
    if value.isprintable():
        return value.strip()
    return "".join(sign for sign in value if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"}).strip()
