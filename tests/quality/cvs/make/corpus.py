"""Which person stands in which layout, with which way to write dates."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.quality.cvs.make import html, html_fresh, html_held_out, latex, reportlab_pages, text, typst, word
from tests.quality.cvs.make.person import Dates, Person


@dataclass(frozen=True, slots=True)
class Entry:
    """One file. `links` and `phone` tell whether the layout shows them."""

    file: str
    person: str
    layout: Callable[[Person, Dates], str | bytes]
    dates: str
    tool: str = ""
    links: bool = True
    phone: bool = True


DEVELOP = (
    Entry("sidebar_left_dark.pdf", "nwosu", html.sidebar_left_dark, "short", "chromium"),
    Entry("sidebar_left_dark_zh.pdf", "wang", html.sidebar_left_dark, "cjk", "chromium"),
    Entry("google_docs.pdf", "nguyen", html.google_docs, "long", "chromium"),
    Entry("google_docs_fr.pdf", "delafontaine", html.google_docs, "long", "chromium"),
    Entry("network_export.pdf", "oneill", html.network_export, "long", "chromium"),
    Entry("float_right_dates.pdf", "oneill", html.float_right_dates, "short", "chromium"),
    Entry("float_right_dates_nl.pdf", "vanderheijden", html.float_right_dates, "since", "chromium"),
    Entry("date_table_de.pdf", "grossmann", html.date_table, "since", "chromium", links=False),
    Entry("date_table_fr.pdf", "delafontaine", html.date_table, "numeric", "chromium", links=False),
    Entry("timeline_es.pdf", "etxeberria", html.timeline, "years", "chromium"),
    Entry("timeline_ru.pdf", "kovaleva", html.timeline, "numeric", "chromium"),
    Entry("right_to_left_ar.pdf", "haddad", html.right_to_left, "numeric", "chromium"),
    Entry("moderncv_classic_it.pdf", "dangelo", latex.moderncv_classic, "dotted", "xelatex", links=False),
    Entry("moderncv_classic.pdf", "oneill", latex.moderncv_classic, "numeric", "pdflatex", links=False),
    Entry("software_resume.pdf", "oneill", latex.software_resume, "short", "pdflatex"),
    Entry("awesome_pt.pdf", "figueiredo", latex.awesome, "numeric", "xelatex"),
    Entry("alternative.pdf", "nguyen", latex.alternative, "season", "xelatex"),
    Entry("margin_dates.pdf", "nguyen", typst.margin_dates, "short", "typst"),
    Entry("margin_dates_pt.pdf", "figueiredo", typst.margin_dates, "numeric", "typst"),
    Entry("biodata.pdf", "lakshmi", reportlab_pages.biodata, "to date"),
    Entry("dates_drawn_last.pdf", "oneill", reportlab_pages.dates_drawn_last, "quote"),
    Entry("styled.docx", "nwosu", word.styled, "long"),
    Entry("dark_table_de.docx", "grossmann", word.dark_table, "dotted"),
    Entry("dates_table_ru.docx", "kovaleva", word.dates_table, "years"),
    Entry("european_table_it.docx", "dangelo", word.european_table, "numeric"),
    Entry("styled_office.pdf", "vanderheijden", word.styled, "long", "libreoffice", links=False),
    Entry("dark_table_office.pdf", "lakshmi", word.dark_table, "short", "libreoffice"),
    Entry("styled_es.odt", "etxeberria", word.styled, "since", "libreoffice"),
    Entry("dates_table.odt", "nwosu", word.dates_table, "iso", "libreoffice"),
    Entry("rich_text_es.rtf", "etxeberria", text.rich_text, "numeric"),
    Entry("styled_office.rtf", "kovaleva", word.styled, "numeric", "libreoffice"),
    Entry("ruled.txt", "nguyen", text.ruled, "iso"),
    Entry("ruled_zh.txt", "wang", text.ruled, "cjk"),
    Entry("ruled_ar.txt", "haddad", text.ruled, "years"),
    Entry("labelled.txt", "lakshmi", text.labelled, "to date"),
)

HELD_OUT = (
    Entry("sidebar_right_light.pdf", "nidhomhnaill", html_held_out.sidebar_right_light, "years", "chromium"),
    Entry("sidebar_right_light_de.pdf", "pruller", html_held_out.sidebar_right_light, "dotted", "chromium"),
    Entry("badges.pdf", "kovari", html_held_out.badges, "short", "chromium"),
    Entry("badges_ko.pdf", "kim", html_held_out.badges, "korean", "chromium"),
    Entry("european.pdf", "yildirim", html_held_out.european, "numeric", "chromium"),
    Entry("european_pt.pdf", "castelobranco", html_held_out.european, "numeric", "chromium"),
    Entry("note_page.pdf", "sukarsih", html_held_out.note_page, "short", "chromium"),
    Entry("three_columns_es.pdf", "hernandez", html_held_out.three_columns, "numeric", "chromium"),
    Entry("three_columns.pdf", "wojcik", html_held_out.three_columns, "season", "chromium"),
    Entry("academic_ja.pdf", "sato", html_held_out.academic, "cjk", "chromium"),
    Entry("academic.pdf", "nidhomhnaill", html_held_out.academic, "years", "chromium"),
    Entry("moderncv_banking_fr.pdf", "chatelain", latex.moderncv_banking, "numeric", "xelatex", links=False),
    Entry("moderncv_casual.pdf", "kovari", latex.moderncv_casual, "iso", "xelatex", links=False),
    Entry("two_boxes.pdf", "yildirim", latex.two_boxes, "short", "xelatex"),
    Entry("two_boxes_es.pdf", "hernandez", latex.two_boxes, "long", "xelatex"),
    Entry("plain_article.pdf", "wojcik", latex.plain_article, "quote", "pdflatex"),
    Entry("left_dates.pdf", "sukarsih", typst.left_dates, "to date", "typst"),
    Entry("left_dates_fr.pdf", "chatelain", typst.left_dates, "since", "typst"),
    Entry("engineering.pdf", "kovari", typst.engineering, "short", "typst"),
    Entry("functional.pdf", "nidhomhnaill", reportlab_pages.functional, "to date"),
    Entry("text_boxes.docx", "yildirim", word.text_boxes, "years"),
    Entry("text_boxes_hi.docx", "sharma", word.text_boxes, "short"),
    Entry("plain_paragraphs_el.docx", "papadopoulou", word.plain_paragraphs, "numeric"),
    Entry("plain_paragraphs.docx", "sharma", word.plain_paragraphs, "short"),
    Entry("dark_table_pt.docx", "castelobranco", word.dark_table, "long"),
    Entry("plain_paragraphs_office.pdf", "sukarsih", word.plain_paragraphs, "long", "libreoffice"),
    Entry("european_table_office_de.pdf", "pruller", word.european_table, "numeric", "libreoffice"),
    Entry("dates_table_fr.odt", "chatelain", word.dates_table, "years", "libreoffice"),
    Entry("plain_paragraphs_ko.odt", "kim", word.plain_paragraphs, "korean", "libreoffice"),
    Entry("rich_text.rtf", "nidhomhnaill", text.rich_text, "long"),
    Entry("dark_table_office.rtf", "kovari", word.dark_table, "quote", "libreoffice"),
    Entry("markdown.txt", "sukarsih", text.markdown, "short"),
    Entry("markdown_ja.txt", "sato", text.markdown, "cjk"),
)

FRESH = (
    Entry("meta_column.pdf", "kovari", html_fresh.meta_column, "short", "chromium"),
    Entry("meta_column_fr.pdf", "chatelain", html_fresh.meta_column, "long", "chromium"),
    Entry("one_line_pipes.pdf", "nguyen", html_fresh.one_line_pipes, "numeric", "chromium"),
    Entry("one_line_pipes_pt.pdf", "castelobranco", html_fresh.one_line_pipes, "years", "chromium"),
    Entry("sentence_heads.pdf", "oneill", html_fresh.sentence_heads, "long", "chromium"),
    Entry("sentence_heads_de.pdf", "pruller", html_fresh.sentence_heads, "numeric", "chromium"),
    Entry("bordered_table.pdf", "wojcik", html_fresh.bordered_table, "short", "chromium"),
    Entry("bordered_table_in.pdf", "lakshmi", html_fresh.bordered_table, "to date", "chromium"),
    Entry("references_and_more.pdf", "nwosu", html_fresh.references_and_more, "short", "chromium"),
    Entry("references_and_more_2.pdf", "yildirim", html_fresh.references_and_more, "years", "chromium"),
    Entry("right_header.pdf", "nidhomhnaill", html_fresh.right_header, "long", "chromium"),
    Entry("right_header_it.pdf", "dangelo", html_fresh.right_header, "dotted", "chromium"),
    Entry("two_pages.pdf", "sukarsih", html_fresh.two_pages, "quote", "chromium"),
    Entry("two_pages_es.pdf", "hernandez", html_fresh.two_pages, "numeric", "chromium"),
    Entry("from_to.txt", "lakshmi", html_fresh.from_to, "numeric"),
    Entry("from_to_2.txt", "kovari", html_fresh.from_to, "short"),
    Entry("wide_text.txt", "nguyen", html_fresh.wide_text, "short"),
    Entry("wide_text_nl.txt", "vanderheijden", html_fresh.wide_text, "since"),
    Entry("second_headings.docx", "nwosu", word.second_headings, "long"),
    Entry("second_headings_de.docx", "grossmann", word.second_headings, "numeric"),
    Entry("second_headings_ru.odt", "kovaleva", word.second_headings, "years", "libreoffice"),
    Entry("second_headings_office.pdf", "etxeberria", word.second_headings, "long", "libreoffice", links=False),
)
