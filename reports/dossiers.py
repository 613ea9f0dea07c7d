"""The award dossier of a candidate, loaded: its documents, what is attached to each, and what was found about it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from sqlmodel import Session, col, select

from reports.competing import Competitor, as_competitor
from scoring.answers import TypedAnswers
from scoring.campaign import Award, Campaign, Deadline, DossierDocument
from scoring.candidates import round_named, rounds_read
from scoring.dossiers import (
    Contents,
    Paper,
    Refusal,
    Standing,
    awards_with_dossier,
    deadline_of_dossier,
    documents_there,
    gate_facts,
    handed_in_on,
    is_complete,
    is_over,
)
from scoring.rounds import round_of
from storage import queries
from storage.queries import dossiers as rows
from storage.queries.deadlines import due_days
from storage.tables import DossierCheck, DossierPaper, Finding, Submission, Unit

_VIETNAM = timezone(timedelta(hours=7))  # no daylight saving


@dataclass(frozen=True, slots=True)
class OpenDossier:
    """One dossier of one round ("" without rounds). ``awards``: what it is for; none: this candidate needs no dossier.
    ``due``: its last valid day for this unit. ``confirmed``: the finding that it is complete, while it stands."""

    campaign: Campaign
    who: Competitor
    round: str
    awards: tuple[Award, ...]
    deadline: Deadline
    due: date | None
    contents: Contents
    papers: tuple[DossierPaper, ...]
    checks: tuple[DossierCheck, ...]

    @property
    def documents(self) -> tuple[DossierDocument, ...]:
        return self.campaign.dossier.documents if self.campaign.dossier else ()

    def document(self, document_id: str) -> DossierDocument | None:
        return next((each for each in self.documents if each.id == document_id), None)

    def standing(self, document: DossierDocument) -> Standing:
        return self.contents.standing(document)

    def current(self, document_id: str) -> list[DossierPaper]:
        """What counts for a document now: nothing that was sent before it was found insufficient."""
        ids = {each.id for each in self.contents.current(document_id)}
        return [each for each in self.papers if each.id in ids]

    def refusal(self, document_id: str) -> DossierCheck | None:
        """The finding that a document is to be sent again, while nothing has come since."""
        document = self.document(document_id)
        if document is None or self.standing(document) is not Standing.INSUFFICIENT:
            return None
        return [each for each in self.checks if each.document == document_id][-1]

    @property
    def confirmed(self) -> DossierCheck | None:
        if not self.contents.confirmed:
            return None
        return next(each for each in reversed(self.checks) if each.finding is Finding.COMPLETE)

    @property
    def there(self) -> int:
        return len(documents_there(self.campaign, self.contents))

    @property
    def is_complete(self) -> bool:
        return is_complete(self.campaign, self.contents)

    @property
    def handed_in(self) -> date | None:
        """The day on which everything was there that is for the unit to send."""
        return handed_in_on(self.campaign, self.contents)

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.handed_in is not None and self.handed_in > self.due

    def is_over(self, on: date) -> bool:
        """Whether nothing that comes on that day is in time any more."""
        return is_over(self.campaign, self.contents, self.due, on)

    def facts(self, on: date) -> TypedAnswers:
        """Gate -> what it knows of this dossier on a local day."""
        return gate_facts(self.campaign, self.contents, due=self.due, on=on)


def load_dossier(
    session: Session, campaign: Campaign, who: Competitor, *, on: date, round: str | None = None
) -> OpenDossier:
    """``round`` None: the one that runs."""
    assert who.unit.id is not None
    wanted = round_named(campaign, round, on)
    name = wanted.id if wanted else ""
    whose = (name, who.unit.id, who.candidate_id)
    papers = rows.papers_of(session, campaign.id, whose)
    checks = rows.checks_of(session, campaign.id, whose)
    deadline = deadline_of_dossier(campaign, wanted)
    return OpenDossier(
        campaign=campaign,
        who=who,
        round=name,
        awards=awards_with_dossier(campaign, who.kind_id, wanted),
        deadline=deadline,
        due=due_days(session, campaign.id).of(deadline, who.unit.id),
        contents=contents_of(campaign, papers, checks, sent_on=_sent_on(session, campaign, who, rounds_read(wanted))),
        papers=tuple(papers),
        checks=tuple(checks),
    )


def contents_of(
    campaign: Campaign, papers: Sequence[DossierPaper], checks: Sequence[DossierCheck], *, sent_on: date | None
) -> Contents:
    """``sent_on``: the day on which the self-assessment was sent, which is what the program makes its document of."""
    made_here = [each.id for each in campaign.dossier.documents if each.made_here] if campaign.dossier else []
    return Contents(
        papers=[Paper(each.id or 0, each.document, _day(each.added_at)) for each in papers],
        refusals=[
            Refusal(each.document, each.upto, each.fix_by)
            for each in checks
            if each.finding is Finding.INSUFFICIENT and each.document is not None and each.fix_by is not None
        ],
        made=dict.fromkeys(made_here, sent_on) if sent_on is not None else {},
        confirmed=any(each.finding is Finding.COMPLETE for each in checks),
    )


def _sent_on(session: Session, campaign: Campaign, who: Competitor, rounds: Sequence[str]) -> date | None:
    """When the self-assessment was sent first; of several rounds the last that was."""
    assert who.unit.id is not None
    found = (
        queries.submission_for(session, campaign.id, who.unit.id, each, candidate_id=who.candidate_id)
        for each in rounds
    )
    sent = [each.first_sent_at for each in found if each is not None and each.first_sent_at is not None]
    return _day(sent[-1]) if sent else None


def _day(moment: datetime) -> date:
    return moment.astimezone(_VIETNAM).date()


_Whose = tuple[int, int | None]  # unit, candidate


def begun_dossiers(session: Session, campaign: Campaign, *, on: date, round: str | None = None) -> list[OpenDossier]:
    """Every dossier of a round that has something in it, by unit: in a few queries, however many there are."""
    wanted = round_named(campaign, round, on)
    name, deadline = wanted.id if wanted else "", deadline_of_dossier(campaign, wanted)
    papers, checks = _contents(session, campaign.id, name)
    sent = _sent_days(session, campaign.id, {unit for unit, _ in papers}, rounds_read(wanted))
    units = {each.id: each for each in session.exec(select(Unit).where(col(Unit.id).in_({unit for unit, _ in papers})))}
    people = {each.id: each for each in queries.all_candidates(session, campaign.id)}
    days, found = due_days(session, campaign.id), []
    for whose in sorted(papers, key=lambda each: (each[0], each[1] or 0)):
        unit_id, candidate_id = whose
        if candidate_id is not None and candidate_id not in people:
            continue  # taken off
        who = as_competitor(campaign, units[unit_id], people.get(candidate_id))
        given, findings = papers[whose], checks.get(whose, [])
        found.append(
            OpenDossier(
                campaign=campaign,
                who=who,
                round=name,
                awards=awards_with_dossier(campaign, who.kind_id, wanted),
                deadline=deadline,
                due=days.of(deadline, unit_id),
                contents=contents_of(campaign, given, findings, sent_on=sent.get(whose)),
                papers=tuple(given),
                checks=tuple(findings),
            )
        )
    return found


def handed_in_days(
    session: Session, campaign: Campaign, deadline: Deadline, units: Collection[int] | None = None
) -> dict[int, date]:
    """Unit (of ``units``, or of all) -> the day on which its own dossier of that deadline was handed in."""
    days = _handed_in_days(session, campaign, deadline, units)
    return {unit: day for (unit, candidate), day in days.items() if candidate is None}


def handed_in_days_of_people(session: Session, campaign: Campaign, deadline: Deadline) -> dict[int, date]:
    """The same of those who compete beside the units: candidate -> day."""
    days = _handed_in_days(session, campaign, deadline)
    return {candidate: day for (_, candidate), day in days.items() if candidate is not None}


def _handed_in_days(
    session: Session, campaign: Campaign, deadline: Deadline, units: Collection[int] | None = None
) -> dict[_Whose, date]:
    found = round_of(campaign, deadline)
    papers, checks = _contents(session, campaign.id, found.id if found else "", units)
    sent = _sent_days(session, campaign.id, {unit for unit, _ in papers}, rounds_read(found))
    days = {
        whose: handed_in_on(campaign, contents_of(campaign, mine, checks.get(whose, []), sent_on=sent.get(whose)))
        for whose, mine in papers.items()
    }
    return {whose: day for whose, day in days.items() if day is not None}


def _contents(
    session: Session, campaign_id: str, round: str, units: Collection[int] | None = None
) -> tuple[dict[_Whose, list[DossierPaper]], dict[_Whose, list[DossierCheck]]]:
    """What stands, by unit and candidate, in order."""
    papers: dict[_Whose, list[DossierPaper]] = {}
    checks: dict[_Whose, list[DossierCheck]] = {}
    for paper in rows.all_papers(session, campaign_id, round, units):
        papers.setdefault((paper.unit_id, paper.candidate_id), []).append(paper)
    for check in rows.all_checks(session, campaign_id, round, units):
        checks.setdefault((check.unit_id, check.candidate_id), []).append(check)
    return papers, checks


def _sent_days(session: Session, campaign_id: str, units: Collection[int], rounds: Sequence[str]) -> dict[_Whose, date]:
    """When each self-assessment was sent first; of several rounds the last that was."""
    if not units:
        return {}
    wanted = select(Submission).where(
        Submission.campaign_id == campaign_id,
        col(Submission.unit_id).in_(units),
        col(Submission.round).in_(rounds),
        col(Submission.first_sent_at).is_not(None),
    )
    found = sorted(session.exec(wanted), key=lambda each: rounds.index(each.round))
    return {
        (each.unit_id, each.candidate_id): _day(each.first_sent_at) for each in found if each.first_sent_at is not None
    }
