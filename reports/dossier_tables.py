"""What stands in the award dossiers, as data for the tables and papers: one row for each document of each dossier that
was begun.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from locales import Translator
from reports.candidate_tables import View
from reports.competing import number_of
from reports.dossier_words import full_title, paper_in_words
from reports.dossiers import OpenDossier, begun_dossiers
from scoring.campaign import Campaign, DossierDocument
from scoring.dossiers import Standing
from storage.tables import DossierCheck, Person, Unit


@dataclass(frozen=True, slots=True)
class DossierRow:
    """One document of one dossier. ``name`` of somebody is a number where names are nobody's business, as is
    ``checked_by``. ``papers``: what was sent for it and counts; ``sent_at``: the last of it. ``checked``: what the
    office found, empty while it found nothing; ``there``: of this document; ``complete``: all documents are there."""

    unit: Unit
    name: str
    kind: str
    round: str
    awards: tuple[str, ...]
    document: str
    papers: tuple[str, ...]
    sent_at: datetime | None
    checked: str
    checked_by: str
    checked_at: datetime | None
    there: bool
    complete: bool


def dossier_rows(
    session: Session,
    campaign: Campaign,
    tr: Translator,
    view: View,
    *,
    unit: Unit | None = None,
    candidate: int | None = None,
) -> list[DossierRow]:
    """Of all units or one (or one candidate of it), in the round of ``view``, or (None) in every round that has begun.
    Without dossiers in the plan: none."""
    if campaign.dossier is None:
        return []
    begun = [each.id for each in campaign.rounds if each.start <= view.on]
    rounds: Sequence[str | None] = [view.round] if view.round is not None else begun or [None]
    dossiers = [
        dossier
        for round in rounds
        for dossier in begun_dossiers(session, campaign, on=view.on, round=round)
        if unit is None or dossier.who.unit.id == unit.id
        if candidate is None or dossier.who.candidate_id == candidate
    ]
    people = _names(session, dossiers) if view.with_people else {}
    loading = _Loading(tr, view, people)
    return [loading.row(dossier, document) for dossier in dossiers for document in dossier.documents]


def _names(session: Session, dossiers: Sequence[OpenDossier]) -> Mapping[int | None, str]:
    found = {check.found_by for dossier in dossiers for check in dossier.checks}
    rows = session.exec(select(Person.id, Person.name).where(col(Person.id).in_(found)))
    return {number: name for number, name in rows if name}


@dataclass(frozen=True, slots=True)
class _Loading:
    tr: Translator
    view: View
    people: Mapping[int | None, str]

    def row(self, dossier: OpenDossier, document: DossierDocument) -> DossierRow:
        tr, who = self.tr, dossier.who
        name = who.unit.name
        if who.candidate is not None:
            name = (who.candidate.name if self.view.with_people else None) or number_of(who.candidate, tr)
        rounds = {each.id: each.title.within(tr.locale) for each in dossier.campaign.rounds}
        current = dossier.current(document.id)
        there = dossier.standing(document) is Standing.THERE
        row = DossierRow(
            unit=who.unit,
            name=name,
            kind=who.kind.name.within(tr.locale) if who.kind else "",
            round=rounds.get(dossier.round, ""),
            awards=tuple(each.title.within(tr.locale) for each in dossier.awards),
            document=full_title(document, tr),
            papers=(tr("the program puts it in"),)
            if document.made_here and there
            else tuple(paper_in_words(each, tr) for each in current),
            sent_at=max((each.added_at for each in current), default=None),
            checked="",
            checked_by="",
            checked_at=None,
            there=there,
            complete=dossier.is_complete,
        )
        return self._checked(row, dossier.refusal(document.id) or dossier.confirmed)

    def _checked(self, row: DossierRow, check: DossierCheck | None) -> DossierRow:
        if check is None:
            return row
        tr = self.tr
        said = tr("complete")
        if check.fix_by is not None:
            until = tr.date(check.fix_by)
            said = tr("to be sent again by {date}: {reason}", date=until, reason=check.reason or "")
        by = self.people.get(check.found_by) or tr("Person {number}", number=check.found_by)
        return replace(row, checked=said, checked_by=by, checked_at=check.found_at)
