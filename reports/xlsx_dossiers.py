"""The sheet of a workbook about the award dossiers: a row for each document of each dossier that was begun."""

from collections.abc import Sequence

from reports.dossier_tables import DossierRow
from reports.xlsx_cells import Value
from reports.xlsx_lists import Column, add_list
from reports.xlsx_points import Work
from reports.xlsx_who import who, who_columns


def add_dossiers(work: Work, rows: Sequence[DossierRow]) -> None:
    """Left out where the plan knows no award dossier."""
    if work.campaign.dossier is None:
        return
    tr = work.tr
    columns = [
        *who_columns(work),
        Column(tr("AWARD"), 36),
        Column(tr("DOCUMENT"), 40),
        Column(tr("WHAT WAS SENT"), 36),
        Column(tr("Sent at"), 17),
        Column(tr("There"), 8, "center"),
        Column(tr("WHAT THE OFFICE FOUND"), 36),
        Column(tr("Found by"), 20),
        Column(tr("Found on"), 17),
        Column(tr("Dossier complete"), 10, "center"),
    ]
    add_list(
        work,
        tr("Award dossiers"),
        tr("AWARD DOSSIERS, DOCUMENT BY DOCUMENT"),
        columns,
        [_values(work, each) for each in rows],
    )


def _values(work: Work, row: DossierRow) -> list[Value]:
    tr = work.tr
    return [
        *who(work, row),
        "\n".join(row.awards),
        row.document,
        "\n".join(row.papers),
        row.sent_at,
        tr("yes") if row.there else tr("no"),
        row.checked,
        row.checked_by,
        row.checked_at,
        tr("yes") if row.complete else tr("no"),
    ]
