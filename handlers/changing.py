"""What a changed definition would do to a campaign that is open: read beforehand, so that somebody can decide.

What was sent keeps its own version and its points; drafts move to the next one (plans: shared workflow, rule 5).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from handlers.wording import points_of
from locales import Translator
from scoring.answers import load_answers, missing_facts
from scoring.campaign import Campaign
from scoring.changes import Carried, carry_answers, refuse_change
from scoring.score import ScoreSheet, score
from storage import queries
from storage.locks import lock_unit
from storage.queries import versions
from storage.queries.counting import as_counted
from storage.queries.deadlines import due_days
from storage.tables import Answer, OpenedCampaign, Registration, RegistrationState, Submission, SubmissionState, Unit

UNITS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class DraftChange:
    """A draft that moves. ``before``, ``after``: its points as of the day of the change; ``changed``: criteria that
    have other points or another verdict; ``again``: criteria of which answers are dropped and asked again."""

    unit: Unit
    submission: Submission
    rows: Mapping[str, Answer]
    carried: Carried
    before: ScoreSheet
    after: ScoreSheet
    changed: tuple[str, ...]
    again: tuple[str, ...]

    @property
    def is_touched(self) -> bool:
        return bool(self.changed or self.carried.dropped)


@dataclass(frozen=True, slots=True)
class Change:
    """The next version, not applied yet. ``kept``: sent submissions, which stay with their own version.
    ``registrations``: those with points for rows that are gone or for more than the new maximum."""

    opened: OpenedCampaign
    old: Campaign
    new: Campaign
    refused: tuple[tuple[str, str], ...]
    drafts: tuple[DraftChange, ...]
    kept: tuple[tuple[Submission, Unit], ...]
    registrations: tuple[tuple[Registration, Unit], ...]
    moved: tuple[tuple[str, Unit | None, date], ...]
    on: date


def lock_drafts(session: Session, campaign_id: str) -> None:
    """Whoever answers at this moment in another process is waited for; to be called before ``plan_change`` when it is
    to be applied."""
    for submission, unit in versions.submissions_with_units(session, campaign_id):
        assert unit.id is not None
        if lock_unit(session, unit.id):
            session.refresh(submission)


def plan_change(session: Session, opened: OpenedCampaign, new: Campaign, *, on: date) -> Change:
    """Look only; nothing is written. ``on``: the local day as of which drafts are scored."""
    old = queries.definition(session, opened.id)
    pairs = versions.submissions_with_units(session, opened.id)
    refused = tuple(_refusals(session, opened, old, new))
    drafts = [pair for pair in pairs if pair[0].state is SubmissionState.DRAFT]
    return Change(
        opened=opened,
        old=old,
        new=new,
        refused=refused,
        drafts=() if refused else tuple(_draft(session, new, submission, unit, on) for submission, unit in drafts),
        kept=tuple(pair for pair in pairs if pair[0].state is not SubmissionState.DRAFT),
        registrations=tuple(pair for pair in versions.live_registrations(session, opened.id) if _misfits(pair[0], new)),
        moved=tuple(_moved(session, opened.id)),
        on=on,
    )


def _draft(session: Session, new: Campaign, submission: Submission, unit: Unit, on: date) -> DraftChange:
    assert submission.id is not None
    own = queries.definition(session, submission.campaign_id, submission.campaign_version)
    rows = queries.answers_of(session, submission.id)
    stored = {name: row.facts for name, row in rows.items()}
    carried = carry_answers(own, new, stored)
    before = score(as_counted(session, own, submission), load_answers(own, stored), on=on)
    after = score(as_counted(session, new, submission), carried.answers, on=on)
    ids = dict.fromkeys([*before.criteria, *after.criteria])
    again = [name for name in carried.dropped if name in new.criterion_ids and _is_open(new, name, carried)]
    return DraftChange(
        unit=unit,
        submission=submission,
        rows=rows,
        carried=carried,
        before=before,
        after=after,
        changed=tuple(name for name in ids if _result(before, name) != _result(after, name)),
        again=tuple(name for name in new.criterion_ids if name in again),
    )


def _is_open(new: Campaign, name: str, carried: Carried) -> bool:
    return bool(missing_facts(new, name, carried.answers))


def _result(sheet: ScoreSheet, name: str) -> tuple[Decimal | None, str | None] | None:
    given = sheet.criteria.get(name)
    return None if given is None else (given.points, given.verdict.outcome if given.verdict else None)


def _misfits(registration: Registration, new: Campaign) -> list[str]:
    """The rows whose registered points the new definition does not know or does not allow."""
    most = {each.id: each.max_points for each in new.registered_rows}
    return [name for name, points in registration.points.items() if name not in most or Decimal(points) > most[name]]


def misfits(registration: Registration, new: Campaign) -> tuple[str, ...]:
    """See ``Change.registrations``."""
    return tuple(_misfits(registration, new))


def _moved(session: Session, campaign_id: str) -> Iterator[tuple[str, Unit | None, date]]:
    """Days that the organizer moved: they stay moved."""
    days = due_days(session, campaign_id)
    for name, day in days.for_all.items():
        yield name, None, day
    for (name, unit_id), day in days.for_unit.items():
        yield name, session.get(Unit, unit_id), day


def _refusals(session: Session, opened: OpenedCampaign, old: Campaign, new: Campaign) -> Iterator[tuple[str, str]]:
    """Of what cannot be changed once it is used, that which is."""
    pairs = versions.submissions_with_units(session, opened.id)
    registered = versions.live_registrations(session, opened.id)
    units = [unit for _, unit in (*pairs, *registered)]
    used = {
        "candidate": bool(pairs or registered),
        "points": bool(pairs),
        "registration": bool(registered),
        "register": bool(registered),
    }
    named = {
        "unit_type": {unit.unit_type for unit in units},
        "round": {submission.round for submission, _ in pairs},
        "step": {submission.step for submission, _ in pairs if submission.step},
        "deadline": versions.deadlines_in_use(session, opened.id),
        "mark": {mark for registration, _ in registered for mark in registration.marks or ()},
        "award": versions.awards_ruled(session, opened.id),
    }
    for what, name in refuse_change(old, new):
        if what == "id" or used.get(what, False) or name in named.get(what, ()):
            yield what, name


# ---------------------------------------------------------------- in words


def refusal_lines(change: Change, tr: Translator) -> list[str]:
    """Why it cannot be applied: a sentence for each, with what to do."""
    return [_refusal(what, change.old.id if what == "id" else name, tr) for what, name in change.refused]


def _refusal(what: str, name: str, tr: Translator) -> str:
    sentences = {
        "id": tr("The file is of another campaign: its id has to stay “{id}”.", id=name),
        "points": tr("Points cannot be added to or taken out of a campaign that units have begun to answer."),
        "registration": tr("The kind of registration cannot change: units have registered already."),
        "candidate": tr("The candidates “{id}” cannot be removed: units have registered or answered already.", id=name),
        "unit_type": tr(
            "The kind of units “{id}” cannot be removed: units of it have registered or answered.", id=name
        ),
        "round": tr("The round “{id}” cannot be removed: there are submissions in it.", id=name),
        "step": tr("The review step “{id}” cannot be removed: submissions stand there.", id=name),
        "deadline": tr("The deadline “{id}” cannot be removed: it was moved, or units have done it.", id=name),
        "mark": tr("“{id}” cannot be taken out of the registration form: it was ticked.", id=name),
        "award": tr("The award “{id}” cannot be removed: something was decided about it.", id=name),
        "register": tr("The register of initiatives cannot be removed: units have registered already."),
    }
    return sentences[what]


def effect_lines(change: Change, tr: Translator) -> list[str]:
    """Whom it touches, and how their points change."""
    lines = [_draft_line(each, tr) for each in change.drafts if each.is_touched]
    if len(lines) > UNITS_SHOWN:
        lines = [*lines[:UNITS_SHOWN], tr("… and {n} more.", n=len(lines) - UNITS_SHOWN)]
    if not lines:
        lines = [tr("No answers that units are working on are touched.")]
    for registration, unit in change.registrations[:UNITS_SHOWN]:
        rows = ", ".join(misfits(registration, change.new))
        if registration.state is RegistrationState.DRAFT:
            lines.append(tr("{unit}: registered points to be entered again: {rows}", unit=unit.name, rows=rows))
        else:
            lines.append(tr("{unit}: its registration stays as it was sent ({rows})", unit=unit.name, rows=rows))
    if change.kept:
        lines.append(
            tr.plural(
                "{n} submission that was sent keeps its rules and its points.",
                "{n} submissions that were sent keep their rules and their points.",
                len(change.kept),
            )
        )
    return [*lines, *_moved_lines(change, tr)]


def _draft_line(each: DraftChange, tr: Translator) -> str:
    parts = []
    if each.after.max or each.before.max:
        before = points_of(each.before.decided_total, each.before.max, tr)
        after = points_of(each.after.decided_total, each.after.max, tr)
        parts.append(tr("{before} → {after} points so far", before=before, after=after))
    if each.changed:
        parts.append(tr("changed: {criteria}", criteria=", ".join(each.changed)))
    if each.again:
        parts.append(tr("asked again: {criteria}", criteria=", ".join(each.again)))
    return f"{each.unit.name}: {'; '.join(parts)}"


def _moved_lines(change: Change, tr: Translator) -> Iterator[str]:
    titles = {each.id: each.title.within(tr.locale) for each in change.new.deadlines}
    for name, unit, day in change.moved:
        if name in titles:
            who = unit.name if unit else tr("all units")
            yield tr("{title} stays moved to {day} ({who})", title=titles[name], day=tr.long_date(day), who=who)
