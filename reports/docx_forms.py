"""The registration form of a plan without points, as the plan prints it: titles and award forms that are ticked, the
light form, or the register of models and initiatives. Always in Vietnamese.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from locales import Translator, translator
from reports.candidate_tables import CandidateTable
from reports.docx_page import (
    CENTER,
    add_row,
    head,
    join,
    keep_whole,
    new_page,
    place_of,
    repeat,
    room,
    ruled_table,
    save,
    signatures,
    signatures_alone,
    write,
)
from reports.register_tables import EntryRow
from reports.wording import field_in_words
from scoring.campaign import Campaign
from storage.tables import Unit

_SIZE = 12  # a form with many columns
_MOST_UPRIGHT = 5  # a form with more columns lies across
_NO = 12.0  # mm
_EMPTY_ROWS = 8  # of a register that is filled in by hand
_EMPTY_LINES = 3  # the same under each heading of a form


@dataclass(frozen=True, slots=True)
class FormContent:
    """What a unit registered: by candidate, and in the register. ``alone``: the form of the one candidate in it."""

    unit: Unit
    tables: Sequence[CandidateTable]
    entries: Sequence[EntryRow]
    alone: bool = False


def form_without_points(campaign: Campaign, content: FormContent, *, on: date) -> bytes:
    """The plan's form, filled in; with empty rows where nothing is registered. ``on``: the year of the date's line."""
    tr, form, unit = translator("vi"), campaign.registration, content.unit
    title = form.form_title.within("vi")
    of_register = form.kind == "initiatives" and campaign.initiative_register is not None
    columns = 1 + len(campaign.initiative_register.fields) if of_register and campaign.initiative_register else 0
    paper = new_page(landscape=max(columns, 2 + len(form.marks)) > _MOST_UPRIGHT)
    head(paper, unit=unit.name, place=place_of(unit.name, campaign.document.place), year=on.year, tr=tr)
    write(paper, title, align=CENTER, bold=True, size=14)
    write(paper, "")
    if of_register:
        _register(paper, campaign, content.entries, tr)
    else:
        _candidates(paper, campaign, content.tables, tr)
    if content.alone:
        signatures_alone(paper, tr=tr)
    else:
        signatures(paper, unit=unit.name, tr=tr)
    return save(paper, title=f"{title} – {unit.name}", on=on)


# ---------------------------------------------------------------- titles, award forms, the light form


def _candidates(paper: Any, campaign: Campaign, tables: Sequence[CandidateTable], tr: Translator) -> None:
    form = campaign.registration
    own = [each.within("vi") for each in form.columns]
    together = len(own) == 2 + len(form.marks) + len(form.fields)  # the plan's form has the texts beside the marks
    beside = form.fields if together else ()
    number, name = own[:2] if len(own) > 1 else (tr("NO."), tr("Collective, individual"))
    ruled = _form_table(paper, campaign, number, name, [each.label.within("vi") for each in beside])
    for section, table in _rows(tables, tr):
        if table is None:
            cells = [*section, *[""] * (len(form.marks) + len(beside))]
            add_row(ruled, cells, centered=(0,), bold=bool(section[0]), size=_SIZE)
        else:
            ticks = ["x" if each.id in table.marks else "" for each in form.marks]
            texts = [field_in_words(each, table.fields.get(each.id, ""), tr) for each in beside]
            add_row(ruled, [*section, *ticks, *texts], centered=(0, *range(2, 2 + len(ticks))), size=_SIZE)
        keep_whole(ruled.rows[-1])
    if form.fields and not together:
        _texts(paper, campaign, tables, (number, name), tr)
    for each in _registered(tables):
        assert each.registered is not None
        if each.registered.receipt and each.registered.at:
            words = tr(
                "{name}: registered, receipt {receipt}, {time}.",
                name=each.name,
                receipt=each.registered.receipt,
                time=tr.moment(each.registered.at),
            )
            write(paper, f"{words} {tr('Late.')}" if each.registered.late else words, italic=True)


def _registered(tables: Sequence[CandidateTable]) -> list[CandidateTable]:
    return [each for each in tables if each.registered is not None and each.registers]


def _rows(tables: Sequence[CandidateTable], tr: Translator) -> Iterator[tuple[tuple[str, str], CandidateTable | None]]:
    """(number, name) with the candidate, or None for a heading or an empty row."""
    found = _registered(tables)
    for roman, title, person in (("I", tr("Collectives"), False), ("II", tr("Individuals"), True)):
        yield (roman, title), None
        here = [each for each in found if each.person is person]
        for number, each in enumerate(here, start=1):
            yield (str(number), each.name), each
        for _ in range(0 if here else 1 if found else _EMPTY_LINES):
            yield ("", ""), None


def _form_table(paper: Any, campaign: Campaign, number: str, name: str, beside: Sequence[str]) -> Any:
    """The headings: what marks stand under, each mark, and the numbers of the columns."""
    marks = campaign.registration.marks
    wide = 55.0 if marks else 62.0
    width = (room(paper).mm - _NO - wide) / max(len(marks) + len(beside), 1)
    above = [each.heading.within("vi") for each in marks]
    if not marks:
        return ruled_table(paper, [(number, _NO), (name, wide), *((text, width) for text in beside)], size=_SIZE)
    tops = [text if place == 0 or above[place - 1] != text else "" for place, text in enumerate(above)]
    headings = [(number, _NO), (name, wide), *((text, width) for text in (*tops, *beside))]
    ruled = ruled_table(paper, headings, size=_SIZE)
    texts = ["", "", *(each.title.within("vi") for each in marks), *[""] * len(beside)]
    everywhere = range(len(texts))
    add_row(ruled, texts, centered=everywhere, bold=True, size=_SIZE)
    add_row(ruled, [f"({place + 1})" for place in everywhere], centered=everywhere, size=_SIZE)
    first, second = ruled.rows[0].cells, ruled.rows[1].cells
    place = 2
    for _, alike in groupby(above):
        count = len(list(alike))
        join(first[place], first[place + count - 1])
        place += count
    for column in (0, 1, *range(2 + len(marks), len(texts))):
        join(first[column], second[column])
    for row in ruled.rows[1:3]:
        repeat(row)
    return ruled


def _texts(
    paper: Any, campaign: Campaign, tables: Sequence[CandidateTable], headings: tuple[str, str], tr: Translator
) -> None:
    """What was written beside the ticks."""
    fields = campaign.registration.fields
    write(paper, "")
    width = (room(paper).mm - _NO - 55.0) / len(fields)
    labels = [(each.label.within("vi"), width) for each in fields]
    ruled = ruled_table(paper, [(headings[0], _NO), (headings[1], 55.0), *labels], size=_SIZE)
    found = _registered(tables)
    for number, table in enumerate(found, start=1):
        texts = [field_in_words(each, table.fields.get(each.id, ""), tr) for each in fields]
        add_row(ruled, [str(number), table.name, *texts], centered=(0,), size=_SIZE)
    for _ in range(0 if found else _EMPTY_LINES):
        add_row(ruled, [""] * (2 + len(fields)), size=_SIZE)


# ---------------------------------------------------------------- the register


def _register(paper: Any, campaign: Campaign, entries: Sequence[EntryRow], tr: Translator) -> None:
    """The plan's columns, then the receipt and what became of the entry."""
    register = campaign.initiative_register
    assert register is not None
    own = [each.within("vi") for each in campaign.registration.columns]
    labels = [tr("NO."), *(each.label.within("vi") for each in register.fields)]
    headings = [*(own if len(own) == len(labels) else labels), tr("Receipt"), tr("Result")]
    widths = _widths(headings[1:], entries, room(paper).mm - _NO)
    ruled = ruled_table(paper, list(zip(headings, (_NO, *widths), strict=True)), size=_SIZE)
    for number, entry in enumerate(entries, start=1):
        receipt = f"{entry.receipt}\n{tr.date(entry.at)}"
        add_row(ruled, [str(number), *entry.values, receipt, entry.status], centered=(0,), size=_SIZE)
    for _ in range(0 if entries else _EMPTY_ROWS):
        add_row(ruled, [""] * len(headings), size=_SIZE)


def _widths(headings: Sequence[str], entries: Sequence[EntryRow], whole: float) -> list[float]:
    """Columns with long texts are wider, up to three times; the receipt fits into one line."""
    receipt = 29.0
    longest = [
        max([len(text), *(len(each.values[place]) for each in entries)]) for place, text in enumerate(headings[:-2])
    ]
    parts = [min(max(each, 14), 42) for each in (*longest, 16)]
    left = [(whole - receipt) * each / sum(parts) for each in parts]
    return [*left[:-1], receipt, left[-1]]
