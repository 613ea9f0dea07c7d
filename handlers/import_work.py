"""The slow part of an import, in steps that are each safe to repeat: read and plan, show, write a part, finish.

``plan_of`` only reads, in a thread of its own; the others are jobs of the writer and take no longer than a turn. What
was planned is written only while it still holds.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from handlers.context import context_of
from handlers.conversation import Choice, Reply
from handlers.import_chat import choices_for
from handlers.import_plan import ContactStep, Plan, Step, UnitStep
from handlers.import_words import describe_plan, describe_unreadable
from handlers.importing import apply_import, plan_import, unit_types
from handlers.notices import language_of
from locales import Translator
from reports.roster_cells import RosterFileError
from reports.rosters import read_roster
from storage.tables import Conversation, ImportState, RosterContact, RosterImport, Unit

UNITS_AT_ONCE = 25  # written in one job: other people's turns come in between
KEPT = timedelta(days=3)  # for a preview that nobody answers
_SHOWN = {"  +": 10, "  ~": 15, "  !": 40}  # lines of a kind in the chat


class Changed(Exception):
    """Somebody changed the units or people since the plan was made."""


@dataclass(frozen=True, slots=True)
class Planned:
    """``plan`` None: the file cannot be read; ``words`` then say why."""

    plan: Plan | None
    words: str


def plan_of(session: Session, data: bytes | None, *, person_id: int) -> Planned:
    """What the list would change, in the words of whoever sent it. Reads only."""
    tr = language_of(session, person_id)
    if data is None:
        return Planned(None, tr("The file is not here any more. Please send it again."))
    try:
        roster = read_roster(data)
    except RosterFileError as error:
        return Planned(None, describe_unreadable(error.reason, tr))
    types = unit_types(session, list(context_of(session).campaigns.values()))
    plan = plan_import(session, roster, types)
    names = {one.id: one.name.within(tr.locale) for one in types}
    return Planned(plan, "\n".join(shorten(describe_plan(plan, tr, names), tr)))


def shorten(lines: Sequence[str], tr: Translator) -> Iterator[str]:
    """A long preview with the first lines of each block, and how many more there are."""
    mark, count = "", 0
    for line in [*lines, ""]:
        kind = line[:3] if line[:3] in _SHOWN else ""
        if kind != mark and mark and (more := count - _SHOWN[mark]) > 0:
            yield "  … " + tr.plural("and {n} more line", "and {n} more lines", more)
        mark, count = kind, (count + 1 if kind and kind == mark else 1)
        if line and (not kind or count <= _SHOWN[kind]):
            yield line


def fingerprint(plan: Plan) -> str:
    """The same plan has the same one; it tells nothing about anybody."""
    return hashlib.sha256(repr((plan.units, plan.contacts)).encode()).hexdigest()


# ---------------------------------------------------------------- jobs of the writer


def claim_next(session: Session, now: datetime, *, until: datetime) -> RosterImport | None:
    """The oldest list that something is to be done about, held until ``until`` (real time)."""
    waiting = (
        select(RosterImport)
        .where(
            col(RosterImport.state).in_((ImportState.WAITING, ImportState.CONFIRMED, ImportState.APPLYING))
            | (
                col(RosterImport.state).in_((ImportState.DONE, ImportState.DROPPED))
                & col(RosterImport.digest).is_not(None)
            )
            | ((col(RosterImport.state) == ImportState.SHOWN) & (col(RosterImport.at) < now - KEPT)),
            col(RosterImport.claimed_until).is_(None) | (col(RosterImport.claimed_until) < now),
        )
        .order_by(col(RosterImport.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = session.exec(waiting).first()
    if row is not None:
        if row.state is ImportState.SHOWN:
            row.state = ImportState.DROPPED
        row.claimed_until = until
        session.flush()
        session.expunge(row)  # read outside this transaction
    return row


def show_plan(session: Session, row_id: int, planned: Planned, now: datetime) -> list[Reply]:
    """Tell what the list would change. ``now``: real time."""
    row = session.get_one(RosterImport, row_id)
    tr = language_of(session, row.person_id)
    row.at, row.claimed_until = now, None
    talk = session.get(Conversation, row.person_id)
    waits = talk is not None and talk.flow == "importing" and talk.data.get("import") == row.id
    if planned.plan is None or not planned.plan.changes:
        row.state = ImportState.DROPPED
        said = planned.words if planned.plan is None else f"{planned.words}\n\n{tr('There is nothing to change.')}"
        if waits and talk is not None:
            talk.step, talk.data = "file", {}
        again = Choice("go:import", tr("Send another list"), ("gui lai",))
        return [
            Reply(said, (again, Choice("go:menu", tr("Menu"))), to=row.person_id, question=waits, standing=not waits)
        ]
    row.state, row.shown = ImportState.SHOWN, fingerprint(planned.plan)
    text = f"{planned.words}\n\n{tr('Import this list?')}"
    choices = choices_for(row_id, tr("Import it"), tr("Do not import"))
    return [Reply(text, choices, to=row.person_id, numbered=waits, question=waits, standing=True)]


def write_part(session: Session, row_id: int, part: Plan, now: datetime) -> None:
    """Do a part of the plan. ``now``: campaign time. Raises ``Changed`` and leaves everything as it was."""
    if not still_holds(session, part):
        raise Changed
    apply_import(session, part, now=now)
    session.get_one(RosterImport, row_id).state = ImportState.APPLYING


def finish(session: Session, row_id: int, now: datetime) -> list[Reply]:
    """All of it is written. ``now``: real time."""
    row = session.get_one(RosterImport, row_id)
    row.state, row.at, row.claimed_until = ImportState.DONE, now, None
    tr = language_of(session, row.person_id)
    words = tr("“{name}” is imported. Next: the invitations.", name=row.name)
    choices = (
        Choice("go:invitations", tr("Invite everybody (sheet to print)"), ("moi tat ca",)),
        Choice("go:menu", tr("Menu")),
    )
    return [Reply(words, choices, to=row.person_id, numbered=False, question=False, standing=True)]


# ---------------------------------------------------------------- parts


def parts_of(plan: Plan) -> list[Plan]:
    """The plan in pieces of some units with their people; what stays as it is needs no writing."""
    contacts: dict[str, list[ContactStep]] = {}
    for contact in plan.contacts:
        if contact.step is not Step.KEEP:
            contacts.setdefault(contact.code, []).append(contact)
    units = [unit for unit in plan.units if unit.step is not Step.KEEP or unit.code in contacts]
    pieces = [units[first : first + UNITS_AT_ONCE] for first in range(0, len(units), UNITS_AT_ONCE)]
    return [
        replace(plan, units=tuple(piece), contacts=tuple(one for unit in piece for one in contacts.get(unit.code, ())))
        for piece in pieces
    ]


def still_holds(session: Session, part: Plan) -> bool:
    """Whether everything is as it was when the part was planned."""
    return all(_unit_holds(session, unit) for unit in part.units) and all(
        _contact_holds(session, contact) for contact in part.contacts
    )


def _unit_holds(session: Session, step: UnitStep) -> bool:
    named = session.exec(select(Unit).where(Unit.code == step.code)).first()
    if step.unit_id is None:
        return named is None
    unit = session.get(Unit, step.unit_id)
    expected = step.was or (step.code, step.name, step.unit_type)
    return unit is not None and (unit.code, unit.name, unit.unit_type) == expected


def _contact_holds(session: Session, step: ContactStep) -> bool:
    if step.contact_id is None:
        return True
    row = session.get(RosterContact, step.contact_id)
    return row is not None and (row.name, row.phone, row.role) == (step.was or (step.name, step.phone, step.role))
