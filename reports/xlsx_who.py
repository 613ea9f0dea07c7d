"""The first columns of every sheet that has a row for each candidate: whose row it is."""

from reports.candidate_tables import CandidateTable
from reports.dossier_tables import DossierRow
from reports.xlsx_cells import Value
from reports.xlsx_lists import Column
from reports.xlsx_points import Work


def who_columns(work: Work) -> list[Column]:
    """Rounds only where the campaign has them."""
    tr = work.tr
    round = [Column(tr("Round"), 16)] if work.campaign.rounds else []
    return [
        Column(tr("Unit code"), 9, "center"),
        Column(tr("Unit name"), 24),
        Column(tr("Candidate"), 26),
        Column(tr("Kind"), 14),
        *round,
    ]


def who(work: Work, row: CandidateTable | DossierRow) -> list[Value]:
    """The values under these columns."""
    round: list[Value] = [row.round] if work.campaign.rounds else []
    return [row.unit.code, row.unit.name, row.name, row.kind, *round]
