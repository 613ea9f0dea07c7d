"""The self-assessment of a unit and its people where the plan gives no points: the verdict of every criterion with
facts, reasons and evidence. Always in Vietnamese.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from docx.enum.text import WD_BREAK

from locales import Translator, translator
from reports.candidate_tables import CandidateTable
from reports.docx import of_plan
from reports.docx_dossiers import add_dossiers
from reports.docx_page import (
    CENTER,
    add_row,
    head,
    keep_whole,
    new_page,
    place_of,
    ruled_table,
    save,
    signatures,
    signatures_alone,
    write,
)
from reports.dossier_tables import DossierRow
from reports.explaining_verdicts import outcome_in_words, tally_in_words
from reports.verdict_rows import VerdictRow
from scoring.campaign import Campaign
from storage.tables import Unit

_SIZE = 12  # of a table with many columns


def verdict_sheet(
    campaign: Campaign,
    unit: Unit,
    tables: Sequence[CandidateTable],
    *,
    on: date,
    dossiers: Sequence[DossierRow] = (),
    alone: bool = False,
) -> bytes:
    """Each candidate on a page of its own, then the award dossiers. The appraisal has columns where anything of it is
    to be shown. ``alone``: the sheet of one individual, who signs it."""
    tr = translator("vi")
    title = tr("SELF-ASSESSMENT SHEET")
    paper = new_page(landscape=True)
    head(paper, unit=unit.name, place=place_of(unit.name, campaign.document.place), year=on.year, tr=tr)
    write(paper, title, align=CENTER, bold=True, size=14)
    write(paper, campaign.name.within("vi"), align=CENTER, bold=True)
    write(paper, of_plan(campaign, tr), align=CENTER, italic=True)
    shown = [each for place, each in enumerate(tables) if each.assessed is not None or not place]
    for place, table in enumerate(shown):
        if place:
            paper.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
        _candidate(paper, table, tr)
    add_dossiers(paper, dossiers, tr)
    if alone:
        signatures_alone(paper, tr=tr)
    else:
        signatures(paper, unit=unit.name, tr=tr)
    return save(paper, title=f"{title} – {unit.name}", on=on)


def _candidate(paper: Any, table: CandidateTable, tr: Translator) -> None:
    whose = " – ".join(filter(None, (table.name, table.kind, table.round)))
    write(paper, whose, align=CENTER, bold=True)
    if table.assessed is None or not table.assessed.number:
        write(paper, tr("(Not sent yet)"), align=CENTER, italic=True)
    write(paper, "")
    _criteria(paper, table.rows, tr)
    own = tally_in_words([each.own for each in table.rows if each.own], tr)
    given = tally_in_words([each.appraised for each in table.rows if each.appraised], tr)
    if own:
        write(paper, tr("Own assessment: {tally}.", tally=own))
    if given:
        write(paper, tr("Appraised: {tally}.", tally=given))
    if table.awards:
        _awards(paper, table, tr)
    if table.assessed is not None and table.assessed.receipt and table.assessed.at:
        words = tr(
            "Own assessment sent: receipt {receipt}, {time}.",
            receipt=table.assessed.receipt,
            time=tr.moment(table.assessed.at),
        )
        write(paper, f"{words} {tr('Late.')}" if table.assessed.late else words, italic=True)
    write(paper, "")


def _criteria(paper: Any, rows: Sequence[VerdictRow], tr: Translator) -> None:
    appraised = any(each.appraised or each.remark for each in rows)
    headings = [(tr("NO."), 20.0), (tr("CRITERION"), 66.0 if appraised else 86.0), (tr("FACTS"), 44.0)]
    headings += [(tr("OWN ASSESSMENT"), 38.0 if appraised else 46.0)]
    if appraised:
        headings += [(tr("APPRAISED AS"), 42.0)]
    headings += [(tr("EVIDENCE / EXPLANATION"), 42.0 if appraised else 56.0)]
    ruled = ruled_table(paper, headings, size=_SIZE)
    for row in rows:
        own = _verdict(row.own, row.own_reason, tr)
        given = [_verdict(row.appraised, row.appraised_reason, tr, row.remark)] if appraised else []
        evidence = "\n".join(f"- {each}" for each in row.evidence)
        add_row(ruled, [row.id, row.title, row.facts, own, *given, evidence], centered=(0,), size=_SIZE)
        keep_whole(ruled.rows[-1])


def _verdict(outcome: str, reason: str, tr: Translator, remark: str = "") -> str:
    """The word first, then why, then what the reviewer wrote."""
    word = outcome_in_words(outcome, tr) if outcome else ""
    return "\n".join(filter(None, (word[:1].upper() + word[1:], reason, remark)))


def _awards(paper: Any, table: CandidateTable, tr: Translator) -> None:
    write(paper, "")
    headings = [(tr("AWARD"), 84.0), (tr("RESULT"), 38.0), (tr("REASONS AND DECISIONS"), 124.0)]
    ruled = ruled_table(paper, headings, size=_SIZE)
    for each in table.awards:
        lines = [*each.reasons, *each.gates, *each.rulings]
        add_row(ruled, [each.title, each.outcome[:1].upper() + each.outcome[1:], "\n".join(lines)], size=_SIZE)
        keep_whole(ruled.rows[-1])
