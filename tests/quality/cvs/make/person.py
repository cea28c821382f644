"""A person of the corpus, and how their CV words headings and dates."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1]

HEADINGS = {
    "en": ["Summary", "Work Experience", "Education", "Skills", "Languages", "Certifications", "Contact"],
    "de": ["Profil", "Berufserfahrung", "Ausbildung", "Kenntnisse", "Sprachen", "Zertifikate", "Persönliche Daten"],
    "fr": ["Profil", "Expérience professionnelle", "Formation", "Compétences", "Langues", "Certifications", "Contact"],
    "es": [
        "Perfil",
        "Experiencia laboral",
        "Formación académica",
        "Competencias",
        "Idiomas",
        "Certificados",
        "Contacto",
    ],
    "pt": ["Resumo", "Experiência profissional", "Formação", "Competências", "Idiomas", "Certificações", "Contato"],
    "it": ["Profilo", "Esperienza lavorativa", "Istruzione", "Competenze", "Lingue", "Certificazioni", "Contatti"],
    "nl": ["Profiel", "Werkervaring", "Opleiding", "Vaardigheden", "Talen", "Certificaten", "Contactgegevens"],
    "ru": ["О себе", "Опыт работы", "Образование", "Навыки", "Языки", "Сертификаты", "Контакты"],
    "zh": ["个人简介", "工作经历", "教育背景", "专业技能", "语言能力", "证书", "联系方式"],
    "ja": ["職務要約", "職務経歴", "学歴", "スキル", "語学", "資格", "連絡先"],
    "ko": ["자기소개", "경력", "학력", "기술", "외국어", "자격증", "연락처"],
    "ar": ["نبذة عني", "الخبرات العملية", "التعليم", "المهارات", "اللغات", "الشهادات", "معلومات الاتصال"],
    "el": ["Προφίλ", "Επαγγελματική εμπειρία", "Εκπαίδευση", "Δεξιότητες", "Γλώσσες", "Πιστοποιήσεις", "Επικοινωνία"],
}
PARTS = ("summary", "experience", "education", "skills", "languages", "certifications", "contact")
LANGUAGES = {
    "de": {"German": "Deutsch", "English": "Englisch", "Polish": "Polnisch", "Czech": "Tschechisch"},
    "fr": {"French": "Français", "English": "Anglais", "Italian": "Italien", "German": "Allemand"},
    "es": {"Spanish": "Español", "Basque": "Euskera", "French": "Francés", "English": "Inglés", "German": "Alemán"},
    "pt": {"Portuguese": "Português", "English": "Inglês", "Spanish": "Espanhol"},
    "it": {"Italian": "Italiano", "English": "Inglese", "French": "Francese"},
    "nl": {"Dutch": "Nederlands", "English": "Engels", "German": "Duits"},
    "ru": {"Russian": "Русский", "Kazakh": "Казахский", "English": "Английский"},
    "zh": {"Chinese": "中文", "English": "英语"},
    "ja": {"Japanese": "日本語", "English": "英語"},
    "ko": {"Korean": "한국어", "English": "영어"},
    "ar": {"Arabic": "العربية", "English": "الإنجليزية"},
    "el": {"Greek": "Ελληνικά", "English": "Αγγλικά", "German": "Γερμανικά"},
}
PRESENT = {
    "en": "Present", "de": "heute", "fr": "aujourd'hui", "es": "actualidad", "pt": "atual", "it": "oggi", "nl": "heden",
    "ru": "настоящее время", "zh": "至今", "ja": "現在", "ko": "현재", "ar": "الآن", "el": "σήμερα",
}  # fmt: skip
SINCE = {
    "en": "Since", "de": "seit", "fr": "depuis", "es": "desde", "pt": "desde", "it": "dal", "nl": "sinds", "ru": "с",
    "el": "από",
}  # fmt: skip
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "ru": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "el": "Ιανουάριος Φεβρουάριος Μάρτιος Απρίλιος Μάιος Ιούνιος Ιούλιος Αύγουστος Σεπτέμβριος Οκτώβριος "
    "Νοέμβριος Δεκέμβριος",
}
SHORT_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec",
    "de": "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "es": "ene. feb. mar. abr. may. jun. jul. ago. sept. oct. nov. dic.",
    "pt": "jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.",
    "it": "gen feb mar apr mag giu lug ago set ott nov dic",
    "nl": "jan. feb. mrt. apr. mei juni juli aug. sept. okt. nov. dec.",
    "ru": "янв. февр. март апр. май июнь июль авг. сент. окт. нояб. дек.",
    "el": "Ιαν Φεβ Μαρ Απρ Μάι Ιουν Ιουλ Αυγ Σεπ Οκτ Νοε Δεκ",
}


@dataclass(frozen=True, slots=True)
class Job:
    """A position held. Dates are `YYYY-MM`; no end means that it is still held."""

    title: str
    company: str
    place: str
    start: str
    end: str
    bullets: list[str]


@dataclass(frozen=True, slots=True)
class Course:
    """A course of study."""

    school: str
    degree: str
    field: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Person:
    """Everything that a CV says."""

    id: str
    language: str
    name: str
    headline: str
    email: str
    phone: str
    location: str
    links: list[str]
    summary: str
    skills: list[str]
    soft: list[str]
    languages: list[list[str]]
    certifications: list[str]
    jobs: list[Job]
    schools: list[Course]
    e164: str = ""

    def heading(self, part: str) -> str:
        """The heading of a part of the CV, in the person's language."""
        return HEADINGS[self.language][PARTS.index(part)]

    def language_name(self, english: str) -> str:
        """What the person calls a language."""
        return LANGUAGES.get(self.language, {}).get(english, english)

    def degree(self, course: Course, joint: str = " in ") -> str:
        """`BSc in Physics`; languages other than English put a comma instead of `in`."""
        joint = joint if self.language == "en" or joint != " in " else ", "
        return f"{course.degree}{joint}{course.field}" if course.field else course.degree

    @property
    def all_skills(self) -> list[str]:
        """Technical ones, then soft ones."""
        return [*self.skills, *self.soft]


def people(half: str) -> dict[str, Person]:
    """The people of one half of the corpus, by id."""
    rows = tomllib.loads((FOLDER / f"{half}.toml").read_text(encoding="utf-8"))["person"]
    return {row["id"]: _person(row) for row in rows}


def _person(row: dict[str, Any]) -> Person:
    jobs = [Job(**job) for job in row.pop("jobs")]
    schools = [Course(**course) for course in row.pop("schools")]
    return Person(**row, jobs=jobs, schools=schools)


@dataclass(frozen=True, slots=True)
class Dates:
    """How one CV writes its periods. Styles: `short`, `long`, `numeric`, `dotted`, `iso`, `years`, `to date`, `since`,
    `season`, `quote`, `cjk`, `korean`."""

    language: str
    style: str

    @property
    def has_months(self) -> bool:
        """Whether the month can be read from it."""
        return self.style not in ("years", "season")

    def period(self, entry: Job | Course) -> str:
        """`Mar 2020 – Present` and its kin."""
        if not entry.end and self.style in ("since", "dotted") and self.language in SINCE:
            return f"{SINCE[self.language]} {self._point(entry.start)}"
        end = self._point(entry.end) if entry.end else "to date" if self.style == "to date" else PRESENT[self.language]
        dash = {"to date": " to " if entry.end else " ", "years": "–", "iso": " - ", "quote": " — "}.get(
            self.style, " – "
        )
        return f"{self._point(entry.start)}{dash}{end}"

    def _point(self, date: str) -> str:
        year, month = date.split("-")
        names = MONTHS.get(self.language, MONTHS["en"]).split()
        short = SHORT_MONTHS.get(self.language, SHORT_MONTHS["en"]).split()
        number = int(month)
        match self.style:
            case "short" | "since" | "to date":
                return f"{short[number - 1]} {year}"
            case "long":
                return f"{names[number - 1]} {year}"
            case "quote":
                return f"{short[number - 1][:3]} '{year[2:]}"
            case "numeric" | "dotted":
                return f"{month}/{year}" if self.style == "numeric" else f"{month}.{year}"
            case "season":
                return f"{['Winter', 'Spring', 'Summer', 'Fall'][(number % 12) // 3]} {year}"
            case "cjk":
                return f"{year}年{number}月"
            case "korean":
                return f"{year}.{month}"
            case "iso":
                return date
        return year
