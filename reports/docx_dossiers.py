"""The part of a unit's paper about its award dossier: what was sent for each document. Always in Vietnamese."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from locales import Translator
from reports.docx_page import add_row, keep_whole, ruled_table, write
from reports.dossier_tables import DossierRow

_SIZE = 12


def add_dossiers(paper: Any, rows: Sequence[DossierRow], tr: Translator) -> None:
    """A table for each dossier that was begun; nothing where there is none."""
    for (name, round, awards), group in groupby(rows, key=lambda each: (each.name, each.round, each.awards)):
        write(paper, "")
        write(paper, " – ".join(filter(None, (tr("Award dossier"), name, round))), bold=True)
        write(paper, tr("For: {awards}", awards="; ".join(awards)))
        headings = [(tr("DOCUMENT"), 96.0), (tr("WHAT WAS SENT"), 90.0), (tr("WHAT THE OFFICE FOUND"), 60.0)]
        ruled = ruled_table(paper, headings, size=_SIZE)
        for row in group:
            sent = "\n".join(row.papers) or tr("nothing yet")
            add_row(ruled, [row.document, sent, row.checked], size=_SIZE)
            keep_whole(ruled.rows[-1])
