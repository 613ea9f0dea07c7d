"""The unit hears which papers an officer put into its award dossier: once for a sitting, not once for each paper.

A sitting ends when the officer says so, or has put nothing in for half an hour.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session, col, or_, select

from handlers import entry_source, notices
from handlers.conversation import Choice, Reply, strong
from handlers.turn import Turn
from locales import Translator
from reports.competing import as_competitor
from reports.dossier_words import paper_in_words, short_title
from scoring.campaign import Campaign
from storage import queries
from storage.tables import Candidate, DossierPaper, EntrySource, Unit

SILENCE = timedelta(minutes=30)

_Whose = tuple[str, str, int | None]  # campaign, round, candidate


def tell_at_end(turn: Turn) -> list[Reply]:
    """The officer stops entering for the unit."""
    source = entry_source.current(turn)
    return _tell(turn.session, source, turn.now) if source is not None else []


def tell_left_alone(session: Session, now: datetime) -> list[Reply]:
    """Nothing more came for a while, and nobody said that it was the end."""
    waiting = select(EntrySource).where(col(EntrySource.papers_at) <= now - SILENCE).order_by(col(EntrySource.id))
    return [reply for source in session.exec(waiting).all() for reply in _tell(session, source, now)]


def _tell(session: Session, source: EntrySource, now: datetime) -> list[Reply]:
    """One message to each person behind the unit, or behind somebody of it, about everything that is theirs."""
    if source.papers_since is None:
        return []
    session.flush()
    changed = _changed(session, source, source.papers_since)
    source.papers_since = source.papers_at = None
    theirs: dict[int, list[_Whose]] = {}
    for whose in changed:
        for person in queries.people_behind(session, source.unit_id, whose[2]):
            theirs.setdefault(person, []).append(whose)
    when = notices.polite_now(session, now)
    return [
        _told(session, source, person, {each: changed[each] for each in mine}, when) for person, mine in theirs.items()
    ]


def _changed(session: Session, source: EntrySource, since: datetime) -> dict[_Whose, list[DossierPaper]]:
    """What the officer put in during the sitting and is still there, and what was there before and is not any more."""
    mine, papers = source.entered_by, DossierPaper
    still = col(papers.removed_at).is_(None)
    put_in = still & (col(papers.added_at) >= since) & col(papers.entry_source_id).is_not(None)
    by_me = or_(
        papers.removed_by == mine, col(papers.removed_by).is_(None) & (papers.added_by == mine)
    )  # undone: nobody removed it
    out = (col(papers.added_at) < since) & (col(papers.removed_at) >= since) & by_me
    wanted = select(papers).where(papers.unit_id == source.unit_id, or_(put_in & (papers.added_by == mine), out))
    found: dict[_Whose, list[DossierPaper]] = {}
    for paper in session.exec(wanted.order_by(col(papers.id))):
        found.setdefault((paper.campaign_id, paper.round, paper.candidate_id), []).append(paper)
    return found


def _told(
    session: Session,
    source: EntrySource,
    person: int,
    changed: dict[_Whose, list[DossierPaper]],
    when: datetime,
) -> Reply:
    tr, unit = notices.language_of(session, person), session.get_one(Unit, source.unit_id)
    lines, choices = [], []
    for (campaign_id, round, candidate_id), papers in changed.items():
        campaign = queries.definition(session, campaign_id)
        candidate = session.get(Candidate, candidate_id) if candidate_id else None
        name = as_competitor(campaign, unit, candidate).name(tr)
        lines.append(strong(tr("The officer put papers into the award dossier of {name} for you:", name=name)))
        lines += _papers(campaign, papers, tr)
        label = tr("Open the dossier") if len(changed) == 1 else tr("Dossier: {name}", name=name)
        choices.append(Choice(f"dossier:{unit.id}:{candidate_id or 0}:{round}", label))
    lines.append(f"{entry_source.in_words(source, tr)} {tr('If something is not right, please tell the officer.')}")
    return notices.standing(person, "\n".join(lines), *choices, Choice("go:officer", tr("Ask the officer")), when=when)


def _papers(campaign: Campaign, papers: Iterable[DossierPaper], tr: Translator) -> list[str]:
    """A line for each document: what came to it, and what was taken out."""
    titles = {each.id: short_title(each, tr) for each in campaign.dossier.documents} if campaign.dossier else {}
    there: dict[str, list[str]] = {}
    gone: dict[str, list[str]] = {}
    for paper in papers:
        side = there if paper.removed_at is None else gone
        side.setdefault(titles.get(paper.document, paper.document), []).append(paper_in_words(paper, tr))
    lines = [f"• {title}: {', '.join(said)}" for title, said in there.items()]
    return lines + [
        "• " + tr("{document}: taken out – {papers}", document=title, papers=", ".join(said))
        for title, said in gone.items()
    ]
