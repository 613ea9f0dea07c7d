"""An organizer enters what a unit says by phone or on paper: registration, answers and evidence, in the unit's place.

Everything is asked as the unit would be asked it. The history marks each line, whoever reviews sees it, and the unit's
contacts are told when something was sent for them (of a dossier's papers: when the sitting ends).
"""

from collections.abc import Mapping

from sqlmodel import Session, col, func, select

from handlers import dossier_entered, entry_source, menu, notices, permissions
from handlers.competing import competitor
from handlers.conversation import Choice, Reply
from handlers.reading import normalize, read_unit
from handlers.turn import Turn, ask, current_campaign, prefixed
from storage import queries
from storage.queries.history import ON_BEHALF
from storage.tables import EntrySource, History, Role, SourceKind, Submission, Unit

CHOICES_SHOWN = 8
_SENT = ("sent", "requested")


def begin(turn: Turn) -> list[Reply]:
    turn.move("behalf", "unit")
    return [show(turn)]


def show(turn: Turn) -> Reply:
    """The current question."""
    tr, leave = turn.tr, Choice("go:menu", turn.tr("Menu"))
    if turn.talk.step in entry_source.STEPS:
        return entry_source.show(turn)
    if turn.talk.step == "source":
        unit = turn.session.get_one(Unit, turn.data["unit"])
        return ask(
            tr("How does {unit} give the answers?", unit=unit.name),
            Choice("phone", tr("By phone"), ("dien thoai", "goi dien")),
            Choice("paper", tr("On paper"), ("giay", "phieu giay")),
            leave,
        )
    choices = [Choice(f"unit:{unit.id}", unit.name, (unit.code,)) for unit in _without_contact(turn)[:CHOICES_SHOWN]]
    return ask(tr("Enter answers for which unit? Choose, or write its name."), *choices, leave)


def _units(turn: Turn) -> list[Unit]:
    return list(turn.session.exec(select(Unit).where(Unit.active).order_by(col(Unit.id))))


def _without_contact(turn: Turn) -> list[Unit]:
    """Those that most likely need it come first: nobody of them is in a chat."""
    return [unit for unit in _units(turn) if unit.id is not None and not queries.contacts_of(turn.session, unit.id)]


def handle(turn: Turn) -> list[Reply]:
    if not permissions.may_enter_for(turn.roles):
        return [menu.show_menu(turn)]
    if turn.talk.step in entry_source.STEPS:
        return entry_source.handle(turn)
    if turn.talk.step == "source" and turn.choice in ("phone", "paper"):
        return [_start(turn, turn.session.get_one(Unit, turn.data["unit"]), SourceKind(turn.choice))]
    if turn.choice and turn.choice.startswith("unit:"):
        return _ask_source(turn, int(turn.choice.partition(":")[2]))
    if turn.talk.step == "unit":
        units = _units(turn)
        found = [units[place] for place in read_unit(turn.text, [unit.name for unit in units])]
        if len(found) == 1:
            return _ask_source(turn, found[0].id or 0)
        if found:
            choices = [Choice(f"unit:{unit.id}", unit.name) for unit in found[:CHOICES_SHOWN]]
            return [ask(turn.tr("Which one?"), *choices, Choice("go:menu", turn.tr("Menu")))]
        return [prefixed(turn.tr("There is no such unit."), show(turn))]
    return [prefixed(turn.tr("That was not understood."), show(turn))]


def _ask_source(turn: Turn, unit_id: int) -> list[Reply]:
    turn.move("behalf", "source", unit=unit_id)
    return [show(turn)]


def _start(turn: Turn, unit: Unit, kind: SourceKind) -> Reply:
    turn.talk.behalf_unit_id = unit.id
    turn.session.info[ON_BEHALF] = unit.id
    words = turn.tr("From now on everything entered here is for {unit}, until “thôi nhập hộ”.", unit=unit.name)
    return prefixed(words, entry_source.begin(turn, unit, kind))


def ask_source(turn: Turn) -> list[Reply]:
    """The paper or the call again, from the menu: further pages, or what was left for later."""
    if (asked := entry_source.again(turn)) is not None:
        return [asked]
    return begin(turn) if turn.behalf is None else _ask_source(turn, turn.behalf.id or 0)


def is_end(turn: Turn) -> bool:
    """Said at any question, so that nobody goes on in somebody else's place without noticing."""
    return turn.behalf is not None and normalize(turn.text) in ("thoi nhap ho", "het nhap ho", "dung nhap ho")


def end(turn: Turn) -> list[Reply]:
    """Back to the organizer's own matters; what was entered stays."""
    unit, told = turn.behalf, dossier_entered.tell_at_end(turn)
    turn.talk.behalf_unit_id = turn.talk.entry_source_id = None
    turn.session.info[ON_BEHALF] = None
    turn.move("menu")
    if unit is None:
        return [menu.show(turn)]
    words = turn.tr("No longer entering for {unit}; everything is kept.", unit=unit.name)
    return [prefixed(words, menu.show(turn)), *told]


def last_line(turn: Turn) -> int:
    """The newest line of the history before this turn, while something is entered for a unit."""
    return turn.session.scalar(select(func.max(History.id))) or 0 if turn.behalf is not None else 0


def tell_unit(turn: Turn, after: int) -> list[Reply]:
    """To the contacts of the unit, where it has any: what was sent for them in this turn, after that line."""
    unit = turn.behalf
    if unit is None or unit.id is None or not after:
        return []
    turn.session.flush()
    subjects = turn.session.exec(
        select(History.subject)
        .where(col(History.id) > after, History.unit_id == unit.id, History.person_id == turn.event.person)
        .where(History.on_behalf, col(History.action).in_(_SENT))
        .where(col(History.subject).in_(("registration", "submission")))
    ).all()
    contacts = queries.contacts_of(turn.session, unit.id)
    return [_told(turn, person, unit, subject) for subject in subjects for person in contacts]


def _told(turn: Turn, person: int, unit: Unit, subject: str) -> Reply:
    """Whose it is, and what it was entered from."""
    tr = notices.language_of(turn.session, person)
    current = current_campaign(turn.session)
    whose = competitor(turn, current[1], unit).name(tr) if current else unit.name
    words = (
        tr("The officer sent the registration of {unit} for you.", unit=whose)
        if subject == "registration"
        else tr("The officer sent the self-assessment of {unit} for you.", unit=whose)
    )
    if (source := entry_source.current(turn)) is not None:
        words += " " + entry_source.in_words(source, tr)
    words += " " + tr("If something is not right, please tell the officer.")
    choices = (Choice("go:status", tr("Look at it"), ("xem",)), Choice("go:officer", tr("Ask the officer")))
    return notices.standing(person, words, *choices, when=notices.polite_now(turn.session, turn.now))


# ---------------------------------------------------------------- for whoever reviews


def entered(session: Session, submission: Submission) -> Mapping[str, int]:
    """Criterion → the organizer who entered its present answer for whom this self-assessment is: the unit, or somebody
    of it."""
    rows = session.exec(
        select(History.subject, History.person_id, History.on_behalf)
        .where(History.submission_id == submission.id)
        .where(col(History.subject).startswith("answer:"), History.action == "answered")
        .order_by(col(History.id))
    )
    found: dict[str, int] = {}
    for subject, person, on_behalf in rows:
        criterion = subject.partition(":")[2]
        found.pop(criterion, None)
        if on_behalf and person is not None:
            found[criterion] = person
    return found


def may_judge(turn: Turn, submission: Submission) -> bool:
    """Whoever entered a unit's answers does not review them, unless there is no other reviewer."""
    others = set(queries.people_with_role(turn.session, Role.REVIEWER))
    enterers = set(entered(turn.session, submission).values())
    return permissions.may_judge_entered(turn.event.person, enterers, others)


def in_words(turn: Turn, submission: Submission) -> str:
    """``Cán bộ nhập hộ: I.1, I.2.``, and from what; empty when the unit answered itself."""
    criteria = list(entered(turn.session, submission))
    if not criteria:
        return ""
    said = turn.tr("Entered by the officer for the unit: {criteria}.", criteria=", ".join(criteria))
    source = turn.session.get(EntrySource, submission.entry_source_id) if submission.entry_source_id else None
    return f"{said} {entry_source.in_words(source, turn.tr)}" if source else said
